public import Simulation

extension FileSystem {
  /// Replaces the content of a file that a program holds open, whatever its name is by now. Nothing happens to a file
  /// that has no name any more.
  public mutating func setContent(of id: InodeID, _ content: FileContent, at now: Instant) {
    guard let inode = inodes[id], case .file(let old) = inode.kind else { return }
    if case .bytes(let bytes) = old { used -= bytes.count }
    if case .bytes(let bytes) = content { used += bytes.count }
    update(id) {
      $0.kind = .file(content)
      $0.modified = now
      $0.changed = now
    }
  }
}
