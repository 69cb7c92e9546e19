export const text = `
Exit codes
    0  success
    1  failed: AWS or the world said no; the cause is shown
    2  wrong usage or configuration
    3  there are changes or drift (only with --exit-code)
    4  no or expired credentials, or the wrong account
    5  failed and can be resumed; the command to run is shown
    6  a check after the deployment failed
   10  what was named does not exist
   11  somebody else is changing the environment
   12  refused: no approval, a protected environment, or a guard
  130  interrupted (Ctrl-C)

For programs
  stdout holds the answer and nothing else. With --json it is one JSON document. A failure then leaves stdout empty and
  prints {"error":{"code","message","hint","cause"}} on stderr; events of a running operation come before it there, one
  JSON object a line.
`;
