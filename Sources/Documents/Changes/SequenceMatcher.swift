/// Compares two lists of lines as Python's difflib and its ports do: the longest block that both have comes first, then
/// what stands before and behind it. Messages of the API server about changed objects are made this way
/// (pmezard/go-difflib).
struct SequenceMatcher {
  private let old: [String]
  private let new: [String]
  /// Where each line of the new text stands. Lines that are very common are not looked for in long texts.
  private var places: [String: [Int]] = [:]

  init(_ old: [String], _ new: [String]) {
    self.old = old
    self.new = new
    for (index, line) in new.enumerated() { places[line, default: []].append(index) }
    if new.count >= 200 {
      let limit = new.count / 100 + 1
      places = places.filter { $0.value.count <= limit }
    }
  }

  private struct Block {
    var old: Int
    var new: Int
    var size: Int
  }

  var changes: [Diff.Change] {
    var changes: [Diff.Change] = []
    var (left, right) = (0, 0)
    for block in blocks() + [Block(old: old.count, new: new.count, size: 0)] {
      if left < block.old || right < block.new {
        changes.append(Diff.Change(old: left..<block.old, new: right..<block.new))
      }
      (left, right) = (block.old + block.size, block.new + block.size)
    }
    return changes
  }

  private func blocks() -> [Block] {
    var found: [Block] = []
    var open = [(0..<old.count, 0..<new.count)]
    while let (left, right) = open.popLast() {
      let block = longest(left, right)
      if block.size == 0 { continue }
      found.append(block)
      open.append((left.lowerBound..<block.old, right.lowerBound..<block.new))
      open.append(((block.old + block.size)..<left.upperBound, (block.new + block.size)..<right.upperBound))
    }
    return found.sorted { $0.old < $1.old }
  }

  private func longest(_ left: Range<Int>, _ right: Range<Int>) -> Block {
    var best = Block(old: left.lowerBound, new: right.lowerBound, size: 0)
    var lengths: [Int: Int] = [:]
    for index in left {
      var next: [Int: Int] = [:]
      for place in places[old[index]] ?? [] where right.contains(place) {
        let length = (lengths[place - 1] ?? 0) + 1
        next[place] = length
        if length > best.size { best = Block(old: index - length + 1, new: place - length + 1, size: length) }
      }
      lengths = next
    }
    // Common lines were left out above; a block takes those in that touch it.
    while best.old > left.lowerBound, best.new > right.lowerBound, old[best.old - 1] == new[best.new - 1] {
      best = Block(old: best.old - 1, new: best.new - 1, size: best.size + 1)
    }
    while best.old + best.size < left.upperBound, best.new + best.size < right.upperBound,
      old[best.old + best.size] == new[best.new + best.size]
    {
      best.size += 1
    }
    return best
  }
}

extension Diff {
  /// The difference by longest common blocks, as difflib finds it.
  public init(blocksOf old: [String], _ new: [String]) {
    self.init(old: old, new: new, changes: SequenceMatcher(old, new).changes)
  }
}
