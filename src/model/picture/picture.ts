import type { StackTemplate } from "../assembly.ts";
import type { StackPart } from "../graph.ts";
import { drawnNodes } from "./nodes.ts";
import { sceneOf } from "./scene.ts";
import { stackBoxes, stackWires, type StackBox } from "./stacks.ts";
import { trafficEdges } from "./traffic.ts";

/** One thing that traffic reaches. */
export interface PictureNode {
  readonly id: string;
  readonly kind: string;
  readonly title: string;
  readonly details: readonly string[];
  /** The stack it stands in; absent for what is outside the environment. */
  readonly part?: StackPart | undefined;
  /** What it consists of, where it stands for many. */
  readonly items?: readonly string[] | undefined;
}

export interface PictureEdge {
  readonly from: string;
  readonly to: string;
  readonly label?: string | undefined;
}

/** An environment as its templates describe it: what clients reach through what, and the stacks it is made of. */
export interface Picture {
  readonly nodes: readonly PictureNode[];
  readonly edges: readonly PictureEdge[];
  readonly stacks: readonly StackBox[];
  /** Whose outputs a stack takes; the label says how many values. */
  readonly wires: readonly PictureEdge[];
}

/** Draws nothing that no template says, and everything in the order of the templates. */
export function pictureOf(templates: readonly StackTemplate[]): Picture {
  const scene = sceneOf(templates);
  const found = drawnNodes(scene);
  const { edges, outside } = trafficEdges(scene, found);
  return {
    nodes: [...outside, ...found.nodes],
    edges,
    stacks: stackBoxes(templates),
    wires: stackWires(templates),
  };
}
