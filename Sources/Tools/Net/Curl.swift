import Hosts
import Simulation
import World

/// curl: the answers of web servers.
enum Curl: HostTool {
  static let manual = Manual(
    "curl", "fetch what a URL names", usage: ["[options...] <url>"],
    options: [
      Option("-A, --user-agent=NAME", "say that the program is NAME"), Option("-b, --cookie=DATA", "accepted"),
      Option("--cacert=FILE", "trust certificates that this CA has signed"), Option("-E, --cert=FILE", "the client's certificate"),
      Option("--key=FILE", "the client's key"), Option("--connect-timeout=SECONDS", "how long connecting may take"),
      Option("-d, --data=DATA", "send DATA, with POST"), Option("--data-raw=DATA", "the same"), Option("--data-binary=DATA", "the same"),
      Option("-f, --fail", "no output, and status 22, for errors of the server"), Option("-g, --globoff", "accepted"),
      Option("-G, --get", "send data in the URL"), Option("-H, --header=LINE", "send this header"),
      Option("-h, --help[=CATEGORY]", "print this"), Option("-I, --head", "only the headers"), Option("-i, --include", "headers, too"),
      Option("-k, --insecure", "do not check certificates"), Option("-L, --location", "follow redirections"),
      Option("-m, --max-time=SECONDS", "how long all may take"), Option("-N, --no-buffer", "accepted"),
      Option("-o, --output=FILE", "write to FILE"), Option("-O, --remote-name", "write to a file named as in the URL"),
      Option("-q, --disable", "accepted"), Option("--resolve=HOST:PORT:ADDRESS", "use ADDRESS for HOST"),
      Option("--retry=NUM", "try again NUM times"), Option("--retry-delay=SECONDS", "accepted"), Option("--retry-connrefused", "accepted"),
      Option("-S, --show-error", "with -s, show errors"), Option("-s, --silent", "no progress and no errors"),
      Option("-u, --user=USER:PASSWORD", "accepted"), Option("-V, --version", "print the version"), Option("-v, --verbose", "say what is done"),
      Option("-w, --write-out=FORMAT", "print FORMAT at the end"), Option("-X, --request=METHOD", "this method"),
      Option("-4, --ipv4", "accepted"), Option("-6, --ipv6", "accepted"), Option("--http1.1", "accepted"), Option("--http2", "accepted"),
      Option("-#, --progress-bar", "accepted"), Option("--no-progress-meter", "no progress"), Option("--noproxy=LIST", "accepted"),
      Option("--tlsv1.2", "accepted"), Option("--url=URL", "the URL"),
      .missing("-T, --upload-file=FILE"), .missing("-x, --proxy=URL"), .missing("-K, --config=FILE"), .missing("--unix-socket=PATH"),
      .missing("-F, --form=DATA"), .missing("-Z, --parallel"),
    ], package: "curl", version: "7.88.1", hint: .none, usageStatus: 2)

  static func run(_ process: Process) throws -> Int32 {
    if process.arguments.dropFirst().isEmpty {
      try process.printError("curl: try 'curl --help' for more information\n")
      return 2
    }
    return try runParsed(process)
  }

  static func main(_ call: Call) throws -> Int32 {
    if call.has("h") {
      try call.write(manual.help(calledAs: call.process.name))
      return 0
    }
    if call.has("V") {
      try call.write("curl 7.88.1 (x86_64-pc-linux-gnu) libcurl/7.88.1 OpenSSL/3.0.15 zlib/1.2.13\nProtocols: http https\n")
      return 0
    }
    let urls = call.operands + call.arguments.all("url")
    guard !urls.isEmpty else {
      try call.process.printError("curl: no URL specified!\ncurl: try 'curl --help' for more information\n")
      return 2
    }
    var status: Int32 = 0
    for url in urls {
      var transfer = CurlTransfer(call, url)
      var left = call["retry"].flatMap { Int($0) } ?? 0
      status = try transfer.run()
      while left > 0, [7, 28, 52, 56].contains(status) || transfer.code >= 500 {
        try call.process.wait(for: .seconds(call["retry-delay"].flatMap { Int($0) } ?? 1))
        left -= 1
        status = try transfer.run()
      }
    }
    return status
  }
}
