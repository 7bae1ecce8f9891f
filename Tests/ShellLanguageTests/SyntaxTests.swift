import Testing

@testable import ShellLanguage

/// What bash 5.2 says about texts that are not well formed: message, status, and whether a prompt would go on.
struct Mistake: Sendable {
  var text: String
  var message: String
  var isIncomplete = false
  var status = 2
}

private let mistakes: [Mistake] = [
  Mistake(text: ")", message: "syntax error near unexpected token `)'"),
  Mistake(text: "echo (a)", message: "syntax error near unexpected token `a'"),
  Mistake(text: "echo a (b)", message: "syntax error near unexpected token `('"),
  Mistake(text: "echo <none>", message: "syntax error near unexpected token `newline'"),
  Mistake(text: "cat <<", message: "syntax error near unexpected token `newline'"),
  Mistake(text: "echo > ;", message: "syntax error near unexpected token `;'"),
  Mistake(text: "; echo a", message: "syntax error near unexpected token `;'"),
  Mistake(text: "| echo a", message: "syntax error near unexpected token `|'"),
  Mistake(text: "echo a ;; b", message: "syntax error near unexpected token `;;'"),
  Mistake(text: "a && || b", message: "syntax error near unexpected token `||'"),
  Mistake(text: "{echo a; }", message: "syntax error near unexpected token `}'"),
  Mistake(text: "if true; then fi", message: "syntax error near unexpected token `fi'"),
  Mistake(text: "if [ 1 = 1 ]; echo x; fi", message: "syntax error near unexpected token `fi'"),
  Mistake(text: "for i in 1 2; do done", message: "syntax error near unexpected token `done'"),
  Mistake(text: "for i in a b; echo; done", message: "syntax error near unexpected token `echo'"),
  Mistake(text: "case a in b c) ;; esac", message: "syntax error near unexpected token `c'"),
  Mistake(text: "f() echo", message: "syntax error near unexpected token `echo'"),
  Mistake(text: "function f; { echo; }", message: "syntax error near unexpected token `;'"),
  Mistake(text: "function", message: "syntax error near unexpected token `newline'"),
  Mistake(text: "a=b() { echo; }", message: "syntax error near unexpected token `('"),
  Mistake(text: "{ echo a; } echo", message: "syntax error near unexpected token `echo'"),
  Mistake(text: "()", message: "syntax error near unexpected token `)'"),
  Mistake(text: "env in (dev,prod)", message: "syntax error near unexpected token `('"),
  Mistake(text: "echo $(if true; )", message: "syntax error near unexpected token `)'"),
  Mistake(text: "x=(1 & 2)", message: "syntax error near unexpected token `&'", status: 1),
  Mistake(text: "[[ a = ]]", message: "unexpected argument `]]' to conditional binary operator", status: 0),
  Mistake(text: "[[ a b ]]", message: "conditional binary operator expected", status: 0),
  Mistake(text: "[[ -f ]]", message: "unexpected argument `]]' to conditional unary operator", status: 0),
  Mistake(text: "[[ ( a ]]", message: "unexpected token `]]', expected `)'", status: 0),
  Mistake(text: "[[ a == ", message: "unexpected argument `newline' to conditional binary operator"),
  Mistake(text: "for ((i=0;i<2)); do :; done", message: "syntax error: arithmetic expression required"),
  Mistake(text: "coproc cat", message: "not simulated: `coproc' commands"),
  Mistake(text: "true |", message: "syntax error: unexpected end of file", isIncomplete: true),
  Mistake(text: "( echo a", message: "syntax error: unexpected end of file", isIncomplete: true),
  Mistake(text: "f() { echo a }", message: "syntax error: unexpected end of file", isIncomplete: true),
  Mistake(text: "for do", message: "syntax error: unexpected end of file", isIncomplete: true),
  Mistake(text: "case a in a) echo x", message: "syntax error: unexpected end of file", isIncomplete: true),
  Mistake(text: "echo \"abc", message: "unexpected EOF while looking for matching `\"'", isIncomplete: true),
  Mistake(text: "echo 'abc", message: "unexpected EOF while looking for matching `''", isIncomplete: true),
  Mistake(text: "echo $'abc", message: "unexpected EOF while looking for matching `''", isIncomplete: true),
  Mistake(text: "echo `echo a", message: "unexpected EOF while looking for matching ``'", isIncomplete: true),
  Mistake(text: "echo ${x", message: "unexpected EOF while looking for matching `}'", isIncomplete: true),
  Mistake(text: "echo $(unterminated", message: "unexpected EOF while looking for matching `)'", isIncomplete: true),
  Mistake(text: "echo \"$(echo a", message: "unexpected EOF while looking for matching `)'", isIncomplete: true),
  Mistake(text: "echo $((1+2)", message: "unexpected EOF while looking for matching `)'", isIncomplete: true),
  Mistake(text: "((1+", message: "unexpected EOF while looking for matching `)'", isIncomplete: true),
  Mistake(text: "x=(a b", message: "unexpected EOF while looking for matching `)'", isIncomplete: true, status: 1),
]

@Test("mistakes are told in bash's words", arguments: mistakes)
func mistake(_ mistake: Mistake) {
  do {
    let lists = try Parser.all(mistake.text)
    Issue.record("\(mistake.text) was accepted: \(lists)")
  } catch {
    #expect(error.message == mistake.message)
    #expect(error.isIncomplete == mistake.isIncomplete)
    #expect(error.status == mistake.status)
  }
}

@Test(
  "a prompt goes on reading",
  arguments: [
    ("echo a \\\n", true), ("cat <<EOF\na\n", true), ("cat <<EOF\na\nEOF\n", false), ("if true\n", true),
    ("echo 'a\nb'", false), ("f() {\necho\n", true), ("a &&\n", true), ("echo a", false), ("", false),
    ("x=$(cat <<E\nhi\n", true), ("while read x; do\n", true), ("[[ a &&\n", true), ("echo $((1 +\n2 ))", false),
  ])
func incompleteness(_ text: String, _ expected: Bool) {
  #expect(Parser.isIncomplete(text) == expected)
}

@Test("scripts show the line of the mistake")
func mistakeOfScript() {
  let failure = #expect(throws: SyntaxFailure.self) { try Parser.all("x=1\nif\n") }
  #expect(failure?.text(name: "m.sh", isInteractive: false) == "m.sh: line 3: syntax error: unexpected end of file\n")
  let other = #expect(throws: SyntaxFailure.self) { try Parser.all("a\necho )") }
  let expected = """
    bash: -c: line 2: syntax error near unexpected token `)'
    bash: -c: line 2: `echo )'

    """
  #expect(other?.text(name: "bash: -c", isInteractive: false) == expected)
}

@Test("aliases are replaced where a command may stand", arguments: [
  ("k get po", "kubectl get po"), ("x=1 k get", "x=1 kubectl get"), ("echo k", "echo k"), ("\\k get", "\\k get"),
  ("'k' get", "'k' get"), ("sudo k get", "sudo -E  kubectl get"), ("ls a", "ls --color a"), ("a; k", "a; kubectl"),
  ("k | k", "kubectl | kubectl"), ("$(k x)", "$(kubectl x)"), ("loop", "x"), ("if k; then k; fi", "if k"),
])
func alias(_ text: String, _ expected: String) throws {
  let aliases = ["k": "kubectl", "sudo": "sudo -E ", "ls": "ls --color", "loop": "pool", "pool": "loop"]
  let lists = try Parser.all(text, aliases: { aliases[$0] })
  let printed = lists.flatMap(\.items).map { Printer.chain($0.chain) }.joined(separator: "; ")
  switch text {
  case "loop": #expect(printed == "loop")
  case "if k; then k; fi": #expect(printed == "if kubectl; then\n    kubectl;\nfi")
  case "sudo k get": #expect(printed == "sudo -E kubectl get")
  default: #expect(printed == expected)
  }
}
