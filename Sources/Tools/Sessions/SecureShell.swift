import Hosts
import Simulation
import World

/// ssh: shells and programs on other hosts of the world.
enum SecureShell: HostTool {
  static let manual = Manual(
    "ssh", "log in to another host, or run a program there", usage: ["[options] destination [command [argument ...]]"],
    options: [
      Option("-4", "accepted"), Option("-6", "accepted"), Option("-A", "accepted"), Option("-a", "accepted"),
      Option("-C", "accepted"), Option("-f", "accepted"), Option("-F FILE", "accepted"), Option("-i FILE", "accepted"),
      Option("-l USER", "log in as USER"), Option("-n", "no input"), Option("-o OPTION", "accepted"),
      Option("-p PORT", "accepted where it is 22"), Option("-q", "say less"), Option("-T", "no terminal"),
      Option("-t", "a terminal"), Option("-V", "print the version"), Option("-v", "accepted"), Option("-x", "accepted"),
      Option("-X", "accepted"), Option("-J DESTINATION", "accepted"), Option("-b ADDRESS", "accepted"),
      Option("-e CHAR", "accepted"),
      .missing("-D ADDRESS"), .missing("-L ADDRESS"), .missing("-N"), .missing("-R ADDRESS"), .missing("-W HOST"),
    ], package: "OpenSSH", version: "9.2p1", parsing: .leading, hint: .help, usageStatus: 255)

  static func main(_ call: Call) throws -> Int32 {
    let process = call.process
    if call.has("V") {
      try process.printError("OpenSSH_9.2p1 Debian-2+deb12u3, OpenSSL 3.0.15 3 Sep 2024\n")
      return 0
    }
    var words = call.operands[...]
    guard let destination = words.popFirst() else {
      try process.printError("usage: ssh [options] destination [command [argument ...]]\n")
      return 255
    }
    // Options may follow the destination.
    while let word = words.first, ["-t", "-tt", "-q", "-T", "-n", "-v"].contains(word) { words.removeFirst() }
    let child: Process
    do {
      child = try RemoteLogin.open(destination, user: call["l"], port: call["p"], from: process)
    } catch let refusal as RemoteLogin.Refusal {
      try process.printError("\(refusal.text(for: "ssh"))\n")
      return 255
    }
    let shell = Paths.base(child.environment["SHELL"] ?? "/bin/bash")
    if call.has("n") { child.input = InputStream(BytesSource([])) }
    guard !words.isEmpty else {
      return try ShellSessions.open(in: child, isLogin: true, shell: shell, from: process)
    }
    child.arguments = [shell]
    return try process.runShell(words.joined(separator: " "), in: child)
  }
}

/// Finding another host and becoming somebody there.
enum RemoteLogin {
  enum Refusal: Error {
    case unknownHost(String)
    case refusedConnection(host: String, port: String)
    case denied(user: String, host: String)

    func text(for program: String) -> String {
      switch self {
      case .unknownHost(let name): "\(program): Could not resolve hostname \(name): Name or service not known"
      case .refusedConnection(let host, let port): "\(program): connect to host \(host) port \(port): Connection refused"
      case .denied(let user, let host): "\(user)@\(host): Permission denied (publickey)."
      }
    }
  }

  /// A process on the other host in the user's home directory.
  static func open(_ destination: String, user: String?, port: String?, from process: Process) throws -> Process {
    var name = destination.hasPrefix("ssh://") ? String(destination.dropFirst(6)) : destination
    var userName = user ?? process.user
    if let mark = name.lastIndex(of: "@") {
      userName = String(name[..<mark])
      name = String(name[name.index(after: mark)...])
    }
    guard let hostName = find(name, process) else {
      try process.wait(for: .milliseconds(30))
      throw Refusal.unknownHost(name)
    }
    try process.wait(for: .milliseconds(180))
    if let port, port != "22" { throw Refusal.refusedConnection(host: name, port: port) }
    let child = process.child([])
    child.hostName = hostName
    child.container = nil
    let accounts = Accounts(child)
    guard let account = accounts.user(userName) else { throw Refusal.denied(user: userName, host: name) }
    child.user = userName
    child.credentials = accounts.credentials(of: account)
    child.directory = account.home
    child.environment = Logins.environment(of: account, keeping: process.environment)
    child.umask = 0o022
    return child
  }

  /// The host of the world that a name or address means, as `/etc/hosts` and the world's own names say.
  static func find(_ name: String, _ process: Process) -> String? {
    let hosts = process.stage.world.hosts
    if hosts[name] != nil { return name }
    if name == "localhost" || name == "127.0.0.1" { return process.hostName }
    if let found = hosts.values.first(where: { $0.addresses.contains(name) }) { return found.name }
    let text = (try? process.files.read("/etc/hosts", by: .root))?.text ?? ""
    for line in text.split(separator: "\n") {
      let fields = line.prefix { $0 != "#" }.split(whereSeparator: { $0 == " " || $0 == "\t" })
      guard let address = fields.first, fields.dropFirst().contains(where: { $0 == name }) else { continue }
      if address.hasPrefix("127.") { return process.hostName }
      return hosts.values.first { $0.addresses.contains(String(address)) }?.name
    }
    return nil
  }
}

/// scp: files from host to host.
enum SecureCopy: HostTool {
  static let manual = Manual(
    "scp", "copy files between hosts", usage: ["[options] source ... target"],
    options: [
      Option("-3", "accepted"), Option("-4", "accepted"), Option("-6", "accepted"), Option("-B", "accepted"),
      Option("-C", "accepted"), Option("-F FILE", "accepted"), Option("-i FILE", "accepted"), Option("-O", "accepted"),
      Option("-o OPTION", "accepted"), Option("-P PORT", "accepted where it is 22"), Option("-p", "keep times and modes"),
      Option("-q", "say nothing"), Option("-r", "directories with all that is in them"), Option("-v", "accepted"),
    ], package: "OpenSSH", version: "9.2p1", hint: .help)

  static func main(_ call: Call) throws -> Int32 {
    let process = call.process
    guard call.operands.count >= 2, let target = call.operands.last else {
      try process.printError("usage: scp [options] source ... target\n")
      return 1
    }
    do {
      let (to, path) = try place(target, call)
      let isDirectory = (try? to.files.status(path, by: to.accessor))?.isDirectory == true
      for source in call.operands.dropLast() {
        let (from, name) = try place(source, call)
        let destination = isDirectory ? Paths.join(path, Paths.base(name)) : path
        try copy(name, from, destination, to, shown: source, call)
      }
    } catch let refusal as RemoteLogin.Refusal {
      try process.printError("\(refusal.text(for: "ssh"))\nscp: Connection closed\n")
      return 255
    }
    return call.status
  }

  private static func place(_ text: String, _ call: Call) throws -> (Process, String) {
    guard let mark = text.firstIndex(of: ":"), !text[..<mark].contains("/") else { return (call.process, text) }
    let process = try RemoteLogin.open(String(text[..<mark]), user: nil, port: call["P"], from: call.process)
    let path = String(text[text.index(after: mark)...])
    return (process, path.isEmpty ? "." : path)
  }

  private static func copy(
    _ name: String, _ from: Process, _ target: String, _ to: Process, shown: String, _ call: Call
  ) throws {
    do {
      let inode = try from.files.status(name, by: from.accessor)
      if inode.isDirectory {
        guard call.has("r") else {
          try call.flush()
          try call.process.printError("scp: \(name): not a regular file\n")
          call.status = 1
          return
        }
        if (try? to.files.status(target, by: to.accessor)) == nil {
          try to.changeFiles { (files) throws(FileError) in try files.makeDirectory(target, by: to.accessor, at: to.now) }
        }
        for child in try from.files.list(name, by: from.accessor) {
          try copy(Paths.join(name, child), from, Paths.join(target, child), to, shown: child, call)
        }
        return
      }
      guard case .file(let content) = inode.kind else { return }
      guard from.files.permits(4, name, by: from.accessor) else { throw FileError.permissionDenied }
      try to.changeFiles { (files) throws(FileError) in
        try files.setContent(target, content, by: to.accessor, at: to.now, permissions: inode.mode & 0o777)
      }
      try call.process.wait(for: .milliseconds(20 + inode.size / 50_000))
      guard call.process.output.isTerminal, !call.has("q") else { return }
      let size = SizeText.human(inode.size)
      try call.write("\(Paths.base(name).padded(to: 40, left: true)) 100% \(size.padded(to: 4))     1.0MB/s   00:00    \n")
    } catch let error as FileError {
      try call.flush()
      try call.process.printError("scp: \(name): \(error.text)\n")
      call.status = 1
    }
  }
}
