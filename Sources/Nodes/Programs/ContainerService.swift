public import Hosts

/// What a container's server answers to an HTTP request.
public struct ServiceReply: Sendable, Equatable {
  public var code: Int
  public var body: String
  /// The `Server` header; empty for none.
  public var server: String
  public var contentType: String
}

/// Answers for the servers in containers.
public enum ContainerService {
  /// The reply to `GET path`. Ports that speak no HTTP are answered by their banner, or by nothing (code 0).
  ///
  /// `now` is the time as the server would write it.
  public static func reply(
    to path: String, from container: Container, _ port: ServedPort, _ host: Host, now: String = ""
  ) -> ServiceReply {
    let bare = String(path.prefix { $0 != "?" && $0 != "#" })
    switch port.answer {
    case .text(let text):
      return ServiceReply(code: 200, body: text, server: "", contentType: "text/plain; charset=utf-8")
    case .hostName:
      let name = hostName(container, host)
      return ServiceReply(code: 200, body: name, server: "", contentType: "text/plain; charset=utf-8")
    case .netExec:
      let name = hostName(container, host)
      let query = path.split(separator: "?", maxSplits: 1).dropFirst().first ?? ""
      let said: String
      switch bare.lowercased() {
      case "/hostname": said = name
      case "/echo": said = query.hasPrefix("msg=") ? String(query.dropFirst(4)) : ""
      case "/healthz": said = ""
      default: said = "NOW: \(now)"
      }
      return ServiceReply(code: 200, body: said, server: "", contentType: "text/plain; charset=utf-8")
    case .files(let root, let server): return file(bare, below: root, server, container, host)
    case .banner(let text): return ServiceReply(code: 0, body: text, server: "", contentType: "")
    case .silent, .component, .names: return ServiceReply(code: 0, body: "", server: "", contentType: "")
    }
  }

  private static func hostName(_ container: Container, _ host: Host) -> String {
    host.files.text("/etc/hostname", by: container.accessor).map { $0.trimmed } ?? host.name
  }

  private static func file(
    _ path: String, below root: String, _ server: String, _ container: Container, _ host: Host
  ) -> ServiceReply {
    let parts = path.split(separator: "/", omittingEmptySubsequences: true)
    let target = ([root] + parts.filter { $0 != ".." }.map(String.init)).joined(separator: "/")
    let who = Accessor(credentials: container.accessor.credentials, view: container.view)
    guard let inode = try? host.files.status(target, by: who) else { return error(404, server, path) }
    if inode.isDirectory {
      guard path.hasSuffix("/") || path.isEmpty else { return error(301, server, path) }
      guard let text = host.files.text("\(target)/index.html", by: who) else {
        if server.hasPrefix("SimpleHTTP") { return listing(target, server, path, host, who) }
        return error(server == "busybox" ? 404 : 403, server, path)
      }
      return ServiceReply(code: 200, body: text, server: server == "busybox" ? "" : server, contentType: "text/html")
    }
    guard let text = host.files.text(target, by: who) else { return error(403, server, path) }
    let isPage = target.hasSuffix(".html") || target.hasSuffix(".htm")
    return ServiceReply(
      code: 200, body: text, server: server == "busybox" ? "" : server, contentType: isPage ? "text/html" : "text/plain")
  }

  private static func error(_ code: Int, _ server: String, _ path: String) -> ServiceReply {
    let titles = [301: "Moved Permanently", 403: "Forbidden", 404: "Not Found"]
    let title = titles[code] ?? "Error"
    let body: String
    if server.hasPrefix("nginx") {
      body =
        "<html>\r\n<head><title>\(code) \(title)</title></head>\r\n<body>\r\n<center><h1>\(code) \(title)</h1></center>\r\n"
        + "<hr><center>\(server)</center>\r\n</body>\r\n</html>\r\n"
    } else if server.hasPrefix("Apache") {
      let why =
        code == 404
        ? "The requested URL was not found on this server." : "You don't have permission to access this resource."
      body =
        "<!DOCTYPE HTML PUBLIC \"-//IETF//DTD HTML 2.0//EN\">\n<html><head>\n<title>\(code) \(title)</title>\n</head><body>\n"
        + "<h1>\(title)</h1>\n<p>\(why)</p>\n</body></html>\n"
    } else if server.hasPrefix("SimpleHTTP") {
      body =
        "<!DOCTYPE HTML>\n<html lang=\"en\">\n    <head>\n        <meta charset=\"utf-8\">\n        <title>Error response</title>\n"
        + "    </head>\n    <body>\n        <h1>Error response</h1>\n        <p>Error code: \(code)</p>\n"
        + "        <p>Message: File not found.</p>\n        <p>Error code explanation: \(code) - Nothing matches the given URI.</p>\n"
        + "    </body>\n</html>\n"
    } else {
      let why = code == 404 ? "The requested URL was not found\n" : ""
      body = "<HTML><HEAD><TITLE>\(code) \(title)</TITLE></HEAD>\n<BODY><H1>\(code) \(title)</H1>\n\(why)</BODY></HTML>\n"
    }
    return ServiceReply(code: code, body: body, server: server == "busybox" ? "" : server, contentType: "text/html")
  }

  /// The list of a directory, as Python's http.server makes it.
  private static func listing(
    _ target: String, _ server: String, _ path: String, _ host: Host, _ who: Accessor
  ) -> ServiceReply {
    let shown = path.isEmpty ? "/" : path
    var body =
      "<!DOCTYPE HTML>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>Directory listing for \(shown)</title>\n"
      + "</head>\n<body>\n<h1>Directory listing for \(shown)</h1>\n<hr>\n<ul>\n"
    for name in (try? host.files.list(target, by: who)) ?? [] {
      let isDirectory = (try? host.files.status("\(target)/\(name)", by: who))?.isDirectory == true
      let title = isDirectory ? "\(name)/" : name
      body += "<li><a href=\"\(title)\">\(title)</a></li>\n"
    }
    body += "</ul>\n<hr>\n</body>\n</html>\n"
    return ServiceReply(code: 200, body: body, server: server, contentType: "text/html; charset=utf-8")
  }
}
