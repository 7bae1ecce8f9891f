import Hosts

extension World {
  /// The files of a host, with those that running programs keep up to date.
  func files(of hostName: String) -> FileSystem {
    guard let host = hosts[hostName] else { preconditionFailure("no host \(hostName)") }
    return host.files
  }

  /// Changes the files of a host in place, and lets those notice who watch them (the kubelet its manifests).
  mutating func withFiles<Result>(
    of hostName: String, _ change: (inout FileSystem) throws(FileError) -> Result
  ) throws(FileError) -> Result {
    guard hosts[hostName] != nil else { preconditionFailure("no host \(hostName)") }
    return try change(&hosts[hostName]!.files)
  }
}
