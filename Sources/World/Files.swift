public import Hosts

extension World {
  /// The files of a host, with those that running programs keep up to date.
  func files(of hostName: String) -> FileSystem {
    guard let host = hosts[hostName] else { preconditionFailure("no host \(hostName)") }
    return host.files
  }

  /// The same, with the data files of running etcds as they are at this moment.
  mutating func currentFiles(of hostName: String) -> FileSystem {
    for id in members.keys where id.host == hostName { flushEtcd(id) }
    return files(of: hostName)
  }

  /// Changes the files of a host in place, and lets those notice who watch them (the kubelet its manifests).
  mutating func withFiles<Result>(
    of hostName: String, _ change: (inout FileSystem) throws(FileError) -> Result
  ) throws(FileError) -> Result {
    guard hosts[hostName] != nil else { preconditionFailure("no host \(hostName)") }
    for id in members.keys where id.host == hostName { flushEtcd(id) }
    defer { noticeFiles(of: hostName) }
    return try change(&hosts[hostName]!.files)
  }

  /// Writes a file of a host at the present moment, and makes the directories above it where they are missing.
  public mutating func writeFile(
    _ path: String, _ bytes: [UInt8], on hostName: String, by who: Accessor
  ) throws(FileError) {
    let moment = now
    try withFiles(of: hostName) { (files) throws(FileError) in
      let parts = path.split(separator: "/", omittingEmptySubsequences: false)
      for count in parts.indices.dropFirst() {
        let folder = parts[..<count].joined(separator: "/")
        if !folder.isEmpty, !files.exists(folder, by: who) { try files.makeDirectory(folder, by: who, at: moment) }
      }
      try files.write(path, bytes, by: who, at: moment)
    }
  }
}
