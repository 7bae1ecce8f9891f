public import Simulation

/// The inodes of a file system by their numbers, which are dense: pages of pages, whose copies share what neither has
/// changed since.
///
/// A tree that many places have alike, such as an image's files in every container of it, is there once: it is
/// grafted in, with numbers of its own at each place, and only what is changed is copied.
struct InodeTable: Sendable {
  private static let pageBits = 4
  private static let bookBits = 10

  private var books: [[[Inode?]]] = []
  /// In the order of their first numbers.
  private var grafts: [Graft] = []

  /// A shared tree at one place.
  private struct Graft: Sendable {
    var tree: FileTree
    var first: Int
    /// Its inodes that were changed or forgotten here.
    var replaced: Set<Int> = []
    var born: Instant
    var end: Int { first + tree.inodes.count }
  }

  subscript(_ id: InodeID) -> Inode? {
    get {
      guard let (inode, offset) = entry(id) else { return nil }
      return offset == 0 ? inode : inode.renumbered { $0 + offset }
    }
    set {
      if let place = graft(of: id.number) {
        grafts[place].replaced.insert(id.number)
        if newValue == nil, grafts[place].replaced.count == grafts[place].tree.inodes.count { grafts.remove(at: place) }
      }
      if newValue != nil || own(id.number) != nil { setOwn(id.number, newValue) }
    }
  }

  /// An inode with the numbers that its tree has, and how much the ones in its directory are to be raised by.
  func entry(_ id: InodeID) -> (inode: Inode, offset: Int)? {
    if let inode = own(id.number) { return (inode, 0) }
    guard let place = graft(of: id.number) else { return nil }
    let graft = grafts[place]
    guard !graft.replaced.contains(id.number) else { return nil }
    var inode = graft.tree.inodes[id.number - graft.first]
    inode.modified = graft.born
    inode.changed = graft.born
    inode.accessed = graft.born
    inode.born = graft.born
    return (inode, graft.first)
  }

  /// Lets a tree be there at numbers from `first` on, which no other inode has.
  mutating func add(_ tree: FileTree, first: Int, at now: Instant) {
    grafts.append(Graft(tree: tree, first: first, born: now))
  }

  private func own(_ number: Int) -> Inode? {
    let book = number >> Self.bookBits
    guard book < books.count else { return nil }
    let page = (number >> Self.pageBits) & (1 << (Self.bookBits - Self.pageBits) - 1)
    guard page < books[book].count, !books[book][page].isEmpty else { return nil }
    return books[book][page][number & (1 << Self.pageBits - 1)]
  }

  private mutating func setOwn(_ number: Int, _ inode: Inode?) {
    let book = number >> Self.bookBits
    let page = (number >> Self.pageBits) & (1 << (Self.bookBits - Self.pageBits) - 1)
    while books.count <= book { books.append([]) }
    while books[book].count <= page { books[book].append([]) }
    if books[book][page].isEmpty { books[book][page] = Array(repeating: nil, count: 1 << Self.pageBits) }
    books[book][page][number & (1 << Self.pageBits - 1)] = inode
  }

  /// The graft that a number belongs to.
  private func graft(of number: Int) -> Int? {
    var low = 0
    var high = grafts.count
    while low < high {
      let middle = (low + high) / 2
      if grafts[middle].end <= number { low = middle + 1 } else { high = middle }
    }
    return low < grafts.count && grafts[low].first <= number ? low : nil
  }
}

/// Files that are the same at many places, made once: inodes numbered from 0 on, of which the first is the root.
public final class FileTree: Sendable {
  let inodes: [Inode]
  /// Bytes in its ordinary files.
  let used: Int

  /// What `files` has below its root. Numbers of files that were removed from it are closed up.
  public init(_ files: FileSystem) {
    var places: [Int: Int] = [:]
    var present: [Inode] = []
    for number in FileSystem.rootID.number..<files.numbersEnd {
      guard let inode = files[InodeID(number: number)] else { continue }
      places[number] = present.count
      present.append(inode)
    }
    inodes = present.map { inode in inode.renumbered { places[$0] ?? $0 } }
    used = files.used
  }
}

extension FileSystem {
  /// Makes a directory of a shared tree; all in it is as if made at `now`. Nothing may be there yet.
  public mutating func graft(_ tree: FileTree, at path: String, now: Instant) {
    do throws(FileError) {
      let found = try resolve(path, by: .root, following: false)
      guard found.id == nil, let parent = found.parent else { throw .exists }
      let root = takeNumbers(tree.inodes.count)
      inodes.add(tree, first: root.number, at: now)
      used += tree.used
      update(parent) { $0.links += 1 }
      try enter(root, found, by: .root, at: now)
    } catch {
      preconditionFailure("cannot lay files at \(path): \(error.text)")
    }
  }
}

extension Inode {
  /// The inode with other numbers in its directory.
  fileprivate func renumbered(_ number: (Int) -> Int) -> Inode {
    guard case .directory(let names) = kind else { return self }
    var renumbered = self
    renumbered.kind = .directory(names.mapValues { InodeID(number: number($0.number)) })
    return renumbered
  }
}
