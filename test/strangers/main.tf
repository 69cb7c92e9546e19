# A table, a bucket, a log group and a stack, made by Terraform's AWS provider and nothing else.
terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}

provider "aws" {
  s3_use_path_style = true
}

variable "retention" {
  type = number
}

resource "aws_dynamodb_table" "worlds" {
  name         = "terraform-worlds"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "id"
  attribute {
    name = "id"
    type = "S"
  }
}

resource "aws_s3_bucket" "snapshots" {
  bucket = "terraform-snapshots"
}

resource "aws_cloudwatch_log_group" "engine" {
  name              = "/terraform/engine"
  retention_in_days = var.retention
}

resource "aws_cloudformation_stack" "topic" {
  name = "terraform-topic"
  template_body = jsonencode({
    Resources = { Topic = { Type = "AWS::SNS::Topic", Properties = { DisplayName = "keeps ${var.retention} days" } } }
    Outputs   = { Arn = { Value = { Ref = "Topic" } } }
  })
}

output "topic" {
  value = aws_cloudformation_stack.topic.outputs["Arn"]
}
