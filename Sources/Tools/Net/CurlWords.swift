import World

/// What differs between the versions of curl that images bring: 7.88 of Debian 12, and 8 of Alpine.
struct CurlWords {
  let version: String
  let isRecent: Bool

  init(_ process: Process) {
    isRecent = process.files.exists("/etc/alpine-release", by: process.accessor)
    version = isRecent ? "8.12.1" : "7.88.1"
  }

  var couldNotConnect: String { isRecent ? "Could not connect to server" : "Couldn't connect to server" }
  var closing: String { isRecent ? "* closing connection #0" : "* Closing connection 0" }

  func trying(_ address: String, _ port: Int) -> String { "*   Trying \(address):\(port)..." }

  /// What `-v` says of a name that was looked up.
  func resolved(_ host: String, _ port: Int, _ addresses: [String]) -> String? {
    guard isRecent, addresses != [host] else { return nil }
    return "* Host \(host):\(port) was resolved.\n* IPv6: (none)\n* IPv4: \(addresses.joined(separator: ", "))"
  }

  func connected(_ host: String, _ address: String, _ port: Int) -> String {
    "* Connected to \(host) (\(address)) port \(port)\(isRecent ? " \n* using HTTP/1.x" : " (#0)")"
  }

  func failed(_ address: String, _ port: Int, from own: String, _ why: String) -> String {
    let source = isRecent ? " from \(own) port \(40_000 + port % 20_000)" : ""
    return "* connect to \(address) port \(port)\(source) failed: \(why)"
  }
}
