import Hosts
import Simulation

// Web servers and databases, as their images run them.
extension Programs {
  static func nginx(_ situation: ProgramSituation) -> Workload {
    let file = situation.flag("-c") ?? "/etc/nginx/nginx.conf"
    let stamp = goTime(situation.wall)
    guard let main = situation.files.text(file, by: situation.accessor) else {
      return failure("\(stamp) [emerg] 1#1: open() \"\(file)\" failed (2: No such file or directory)", code: 1)
    }
    var text = main
    if main.holds("/etc/nginx/conf.d/") {
      for name in (try? situation.files.list("/etc/nginx/conf.d", by: situation.accessor)) ?? []
      where name.hasSuffix(".conf") {
        text += "\n" + (situation.files.text("/etc/nginx/conf.d/\(name)", by: situation.accessor) ?? "")
      }
    }
    var configuration = NginxConfiguration(text)
    if let problem = configuration.problem { return failure("\(stamp) [emerg] 1#1: \(problem)", code: 1) }
    if configuration.servers.isEmpty { configuration.servers = [] }
    var workload = daemon(stops: 0.15, KiB: 7_200)
    workload.processTitle = "nginx"
    let version = situation.environment["NGINX_VERSION"] ?? "1.27.3"
    workload.ports = configuration.servers.flatMap { server in
      server.ports.map { port in
        ServedPort(
          port: port,
          answer: server.text.map { .text($0) } ?? .files(root: server.root, server: "nginx/\(version)"))
      }
    }
    workload.lines = startLines(of: situation, stamp: stamp, version: version)
    return workload
  }

  private static func startLines(of situation: ProgramSituation, stamp: String, version: String) -> [Workload.Line] {
    let script = "/docker-entrypoint.sh"
    let notices = [
      "\(script): /docker-entrypoint.d/ is not empty, will attempt to perform configuration",
      "\(script): Looking for shell scripts in /docker-entrypoint.d/",
      "\(script): Launching /docker-entrypoint.d/10-listen-on-ipv6-by-default.sh",
      "\(script): Launching /docker-entrypoint.d/20-envsubst-on-templates.sh",
      "\(script): Launching /docker-entrypoint.d/30-tune-worker-processes.sh",
      "\(script): Configuration complete; ready for start up",
    ]
    let log = [
      "\(stamp) [notice] 1#1: using the \"epoll\" event method", "\(stamp) [notice] 1#1: nginx/\(version)",
      "\(stamp) [notice] 1#1: start worker processes", "\(stamp) [notice] 1#1: start worker process 29",
    ]
    return notices.map { Workload.Line(after: .milliseconds(20), text: $0) }
      + log.map { Workload.Line(after: .milliseconds(60), stream: .errors, text: $0) }
  }

  static func httpd(_ situation: ProgramSituation) -> Workload {
    // busybox has a server of that name too.
    if situation.find("/usr/local/apache2/bin/httpd") == nil {
      let port = Int(situation.flag("-p")?.split(separator: ":").last.map(String.init) ?? "80") ?? 80
      var workload = daemon(stops: situation.arguments.contains("-f") ? nil : 0.01, KiB: 1_000)
      workload.ports = [
        ServedPort(port: port, answer: .files(root: situation.flag("-h") ?? "/", server: "busybox"))
      ]
      if !situation.arguments.contains("-f") { workload.ends = (after: .milliseconds(20), code: 0) }
      return workload
    }
    var workload = daemon(stops: 0.3, KiB: 9_000)
    let text = situation.files.text("/usr/local/apache2/conf/httpd.conf", by: situation.accessor) ?? "Listen 80"
    let ports = text.split(separator: "\n").compactMap { line in
      line.hasPrefix("Listen ") ? Int(line.split(separator: " ")[1].split(separator: ":").last ?? "") : nil
    }
    workload.ports = ports.map {
      ServedPort(port: $0, answer: .files(root: "/usr/local/apache2/htdocs", server: "Apache/2.4.62 (Unix)"))
    }
    let address = situation.address
    workload.lines = [
      Workload.Line(
        after: .milliseconds(40), stream: .errors,
        text:
          "AH00558: httpd: Could not reliably determine the server's fully qualified domain name, using \(address). "
          + "Set the 'ServerName' directive globally to suppress this message")
    ]
    return workload
  }

  static func redis(_ situation: ProgramSituation) -> Workload {
    var workload = daemon(stops: 0.1, KiB: 9_600)
    let port = Int(situation.flag("--port") ?? "6379") ?? 6379
    workload.ports = [ServedPort(port: port, answer: .silent)]
    let stamp = "1:M \(redisTime(situation.wall))"
    workload.lines = [
      Workload.Line(
        after: .milliseconds(10),
        text: "1:C \(redisTime(situation.wall)) * oO0OoO0OoO0Oo Redis is starting oO0OoO0OoO0Oo"),
      Workload.Line(after: .milliseconds(30), text: "\(stamp) * Server initialized"),
      Workload.Line(after: .milliseconds(40), text: "\(stamp) * Ready to accept connections tcp"),
    ]
    return workload
  }

  static func postgres(_ situation: ProgramSituation) -> Workload {
    let hasPassword = situation.environment["POSTGRES_PASSWORD"].map { !$0.isEmpty } ?? false
    if !hasPassword, situation.environment["POSTGRES_HOST_AUTH_METHOD"] != "trust" {
      return failure(
        """
        Error: Database is uninitialized and superuser password is not specified.
               You must specify POSTGRES_PASSWORD to a non-empty value for the
               superuser. For example, "-e POSTGRES_PASSWORD=password" on "docker run".

               You may also use "POSTGRES_HOST_AUTH_METHOD=trust" to allow all
               connections without a password. This is *not* recommended.

               See PostgreSQL documentation about "trust":
               https://www.postgresql.org/docs/current/auth-trust.html
        """, code: 1, after: 60)
    }
    var workload = daemon(stops: 0.3, KiB: 26_000)
    workload.ports = [ServedPort(port: 5432, answer: .silent)]
    workload.readyAfter = .seconds(2)
    workload.lines = [
      Workload.Line(after: .seconds(2.0), text: "PostgreSQL init process complete; ready for start up."),
      Workload.Line(
        after: .seconds(2.1), stream: .errors,
        text: "\(stampWithZone(situation.wall)) [1] LOG:  database system is ready to accept connections"),
    ]
    return workload
  }

  static func mysql(_ situation: ProgramSituation) -> Workload {
    let names = [
      "MYSQL_ROOT_PASSWORD", "MYSQL_ALLOW_EMPTY_PASSWORD", "MYSQL_RANDOM_ROOT_PASSWORD", "MARIADB_ROOT_PASSWORD",
      "MARIADB_ALLOW_EMPTY_ROOT_PASSWORD", "MARIADB_RANDOM_ROOT_PASSWORD",
    ]
    let stamp = "\(stampISO(situation.wall))+00:00"
    guard names.contains(where: { !(situation.environment[$0] ?? "").isEmpty }) else {
      let script = "[Entrypoint]"
      return failure(
        """
        \(stamp) [Note] \(script): Entrypoint script for MySQL Server started.
        \(stamp) [ERROR] \(script): Database is uninitialized and password option is not specified
            You need to specify one of the following as an environment variable:
            - MYSQL_ROOT_PASSWORD
            - MYSQL_ALLOW_EMPTY_PASSWORD
            - MYSQL_RANDOM_ROOT_PASSWORD
        """, code: 1, after: 200)
    }
    var workload = daemon(stops: 1.2, KiB: 380_000)
    workload.ports = [ServedPort(port: 3306, answer: .silent)]
    workload.readyAfter = .seconds(9)
    workload.lines = [
      Workload.Line(
        after: .seconds(9), stream: .errors,
        text:
          "\(stampISO(situation.wall)).000000Z 0 [System] [MY-010931] [Server] /usr/sbin/mysqld: ready for connections."
      )
    ]
    return workload
  }

  /// `25 Nov 2026 08:00:00.000`.
  private static func redisTime(_ time: WallTime) -> String {
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    let (year, month, day) = time.date
    let clock = time.rfc3339.split(separator: "T")[1].dropLast()
    return "\(day < 10 ? "0" : "")\(day) \(months[month - 1]) \(year) \(clock).000"
  }

  private static func stampISO(_ time: WallTime) -> String { String(time.rfc3339.dropLast()) }

  private static func stampWithZone(_ time: WallTime) -> String {
    "\(stampISO(time).split(separator: "T").joined(separator: " ")).000 UTC"
  }
}

extension String {
  /// Without blanks at both ends.
  var trimmed: String {
    var rest = Substring(self)
    while let first = rest.first, first.isWhitespace { rest.removeFirst() }
    while let last = rest.last, last.isWhitespace { rest.removeLast() }
    return String(rest)
  }

  /// Whether its bytes hold those of another text somewhere.
  func holds(_ part: String) -> Bool {
    var text = self
    var part = part
    return text.withUTF8 { bytes in
      part.withUTF8 { wanted in
        guard let first = wanted.first else { return true }
        guard bytes.count >= wanted.count else { return false }
        return (0...bytes.count - wanted.count).contains { place in
          bytes[place] == first && bytes[place..<place + wanted.count].elementsEqual(wanted)
        }
      }
    }
  }
}
