import Testing

@testable import Kubectl

/// Wrong command lines are refused before a server is asked, in the words of the real kubectl.
struct UsageTests {
  @Test(arguments: [
    ("creat deploy", "error: unknown command \"creat\" for \"kubectl\"\n\nDid you mean this?\n\tcreate\n"),
    ("deploy", "error: unknown command \"deploy\" for \"kubectl\"\n"),
    ("--namespace", "error: flag needs an argument: --namespace\nSee 'kubectl --help' for usage.\n"),
    ("-foo", "error: unknown shorthand flag: 'f' in -foo\nSee 'kubectl --help' for usage.\n"),
    ("get --foo=bar pods", "error: unknown flag: --foo\nSee 'kubectl get --help' for usage.\n"),
    ("apply x.yaml", "error: Unexpected args: [x.yaml]\nSee 'kubectl apply -h' for help and examples\n"),
    ("create pod nginx", "error: Unexpected args: [pod nginx]\nSee 'kubectl create -h' for help and examples\n"),
    ("create deployment", "error: required flag(s) \"image\" not set\n"),
    (
      "create ns", "error: exactly one NAME is required, got 0\nSee 'kubectl create namespace -h' for help and examples\n"
    ),
    ("create cm x --from-literal==bar", "error: invalid literal source =bar, expected key=value\n"),
    ("create secret tls x --cert=nofile", "error: key and cert must be specified\n"),
    ("create quota q --hard=foo", "error: Invalid argument syntax foo, expected <resource>=<value>\n"),
    ("run x --image=nginx --env=FOO", "error: invalid env: FOO\n"),
    (
      "run x --image=nginx --dry-run=foo",
      "error: Invalid dry-run value (foo). Must be \"none\", \"server\", or \"client\".\n"
    ),
    (
      "run nginx --image=nginx --restart=Sometimes",
      "error: invalid restart policy: Sometimes\nSee 'kubectl run -h' for help and examples\n"
    ),
    ("config foo", "error: unknown command \"foo\"\nSee 'kubectl config -h' for help and examples\n"),
    ("cordon", "error: USAGE: cordon NODE [flags]\nSee 'kubectl cordon -h' for help and examples\n"),
    ("rollout status", "error: required resource not specified\n"),
    ("apply -f nodir/", "error: the path \"nodir/\" does not exist\n"),
    ("wait --for=foo pod/tester", "error: unrecognized condition: \"foo\"\n"),
    (
      "get pod/tester deploy",
      "error: there is no need to specify a resource type as a separate argument when passing arguments in resource/name "
        + "form (e.g. 'kubectl get resource/<resource_name>' instead of 'kubectl get resource "
        + "resource/<resource_name>'\n"
    ),
    ("get pods.v1 tester", "error: the server doesn't have a resource type \"pods\"\n"),
    (
      "get pods -o foo",
      "error: unable to match a printer suitable for the output format \"foo\", allowed formats are: "
        + "custom-columns,custom-columns-file,go-template,go-template-file,json,jsonpath,jsonpath-as-json,jsonpath-file,"
        + "kyaml,name,template,templatefile,wide,yaml\n"
    ),
  ])
  func refusals(_ line: String, _ errors: String) throws {
    let outcome = try Bench().run(line)
    #expect(outcome == Outcome(status: 1, output: "", errors: errors))
  }
}
