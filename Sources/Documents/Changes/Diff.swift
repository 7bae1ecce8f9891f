/// The difference of two lists of lines: as few changes as possible (Myers), placed as GNU diff places them.
public struct Diff: Sendable {
  /// Lines of the old text that were replaced by lines of the new one; either may be empty.
  public struct Change: Equatable, Sendable {
    public var old: Range<Int>
    public var new: Range<Int>
  }

  public let old: [String]
  public let new: [String]
  public let changes: [Change]

  public init(old: [String], new: [String]) {
    self.init(old: old, new: new, changes: Self.changes(old, new))
  }

  init(old: [String], new: [String], changes: [Change]) {
    self.old = old
    self.new = new
    self.changes = changes
  }

  public var isEmpty: Bool { changes.isEmpty }

  /// The hunks of the unified format, without the two header lines; every line ends with a newline.
  public func unified(context: Int = 3) -> String {
    var text = ""
    var index = 0
    while index < changes.count {
      var end = index + 1
      while end < changes.count, changes[end].old.lowerBound - changes[end - 1].old.upperBound <= 2 * context {
        end += 1
      }
      text += hunk(changes[index..<end], context: context)
      index = end
    }
    return text
  }

  private func hunk(_ group: ArraySlice<Change>, context: Int) -> String {
    guard let first = group.first, let last = group.last else { return "" }
    let before = min(context, first.old.lowerBound)
    let after = min(context, old.count - last.old.upperBound)
    let oldRange = (first.old.lowerBound - before)..<(last.old.upperBound + after)
    let newRange = (first.new.lowerBound - before)..<(last.new.upperBound + after)
    var text = "@@ -\(Self.span(oldRange)) +\(Self.span(newRange)) @@\n"
    var position = oldRange.lowerBound
    for change in group {
      for line in old[position..<change.old.lowerBound] { text += " \(line)\n" }
      for line in old[change.old] { text += "-\(line)\n" }
      for line in new[change.new] { text += "+\(line)\n" }
      position = change.old.upperBound
    }
    for line in old[position..<oldRange.upperBound] { text += " \(line)\n" }
    return text
  }

  private static func span(_ range: Range<Int>) -> String {
    if range.isEmpty { return "\(range.lowerBound),0" }
    return range.count == 1 ? "\(range.lowerBound + 1)" : "\(range.lowerBound + 1),\(range.count)"
  }

  private static func changes(_ old: [String], _ new: [String]) -> [Change] {
    var numbers: [String: Int] = [:]
    func number(_ line: String) -> Int {
      if let known = numbers[line] { return known }
      numbers[line] = numbers.count
      return numbers.count - 1
    }
    var search = LineSearch(old.map(number), new.map(number))
    search.compare(0..<old.count, 0..<new.count)
    search.shift()
    var result: [Change] = []
    var (left, right) = (0, 0)
    while left < old.count || right < new.count {
      let (leftStart, rightStart) = (left, right)
      while left < old.count, search.oldChanged[left] { left += 1 }
      while right < new.count, search.newChanged[right] { right += 1 }
      if left > leftStart || right > rightStart {
        result.append(Change(old: leftStart..<left, new: rightStart..<right))
      } else {
        left += 1
        right += 1
      }
    }
    return result
  }
}

/// Divide and conquer over the middle of the shortest edit path, found from both ends at once.
private struct LineSearch {
  let old: [Int]
  let new: [Int]
  var oldChanged: [Bool]
  var newChanged: [Bool]

  init(_ old: [Int], _ new: [Int]) {
    self.old = old
    self.new = new
    oldChanged = Array(repeating: false, count: old.count)
    newChanged = Array(repeating: false, count: new.count)
  }

  mutating func compare(_ left: Range<Int>, _ right: Range<Int>) {
    var (low, high) = (left.lowerBound, left.upperBound)
    var (otherLow, otherHigh) = (right.lowerBound, right.upperBound)
    while low < high, otherLow < otherHigh, old[low] == new[otherLow] {
      low += 1
      otherLow += 1
    }
    while low < high, otherLow < otherHigh, old[high - 1] == new[otherHigh - 1] {
      high -= 1
      otherHigh -= 1
    }
    if low == high {
      for index in otherLow..<otherHigh { newChanged[index] = true }
    } else if otherLow == otherHigh {
      for index in low..<high { oldChanged[index] = true }
    } else {
      let (x, y) = middle(low..<high, otherLow..<otherHigh)
      compare(low..<x, otherLow..<y)
      compare(x..<high, y..<otherHigh)
    }
  }

  /// A point on a shortest path, at which both searches meet.
  private func middle(_ left: Range<Int>, _ right: Range<Int>) -> (Int, Int) {
    let lowest = left.lowerBound - right.upperBound
    let highest = left.upperBound - right.lowerBound
    let (forwardMiddle, backwardMiddle) = (left.lowerBound - right.lowerBound, left.upperBound - right.upperBound)
    let offset = -lowest + 1
    var forward = Array(repeating: -1, count: highest - lowest + 3)
    var backward = Array(repeating: Int.max, count: highest - lowest + 3)
    forward[forwardMiddle + offset] = left.lowerBound
    backward[backwardMiddle + offset] = left.upperBound
    let isOdd = (forwardMiddle - backwardMiddle) & 1 != 0
    var (forwardLow, forwardHigh) = (forwardMiddle, forwardMiddle)
    var (backwardLow, backwardHigh) = (backwardMiddle, backwardMiddle)
    while true {
      Self.widen(&forwardLow, &forwardHigh, within: lowest...highest, &forward, offset, filler: -1)
      for diagonal in stride(from: forwardHigh, through: forwardLow, by: -2) {
        let (below, above) = (forward[diagonal - 1 + offset], forward[diagonal + 1 + offset])
        var x = below < above ? above : below + 1
        while x < left.upperBound, x - diagonal < right.upperBound, old[x] == new[x - diagonal] { x += 1 }
        forward[diagonal + offset] = x
        if isOdd, backwardLow <= diagonal, diagonal <= backwardHigh, backward[diagonal + offset] <= x {
          return (x, x - diagonal)
        }
      }
      Self.widen(&backwardLow, &backwardHigh, within: lowest...highest, &backward, offset, filler: .max)
      for diagonal in stride(from: backwardHigh, through: backwardLow, by: -2) {
        let (below, above) = (backward[diagonal - 1 + offset], backward[diagonal + 1 + offset])
        var x = below < above ? below : above - 1
        while left.lowerBound < x, right.lowerBound < x - diagonal, old[x - 1] == new[x - diagonal - 1] { x -= 1 }
        backward[diagonal + offset] = x
        if !isOdd, forwardLow <= diagonal, diagonal <= forwardHigh, x <= forward[diagonal + offset] {
          return (x, x - diagonal)
        }
      }
    }
  }

  /// One more step of edits reaches one more diagonal on each side, as long as there is one.
  private static func widen(
    _ low: inout Int, _ high: inout Int, within limits: ClosedRange<Int>, _ reached: inout [Int], _ offset: Int,
    filler: Int
  ) {
    if low > limits.lowerBound {
      low -= 1
      reached[low - 1 + offset] = filler
    } else {
      low += 1
    }
    if high < limits.upperBound {
      high += 1
      reached[high + 1 + offset] = filler
    } else {
      high -= 1
    }
  }

  /// Slides each run of changed lines down as far as it goes, and joins it with a run that it meets.
  mutating func shift() {
    Self.shift(&oldChanged, old, &newChanged)
    Self.shift(&newChanged, new, &oldChanged)
  }

  private static func shift(_ changed: inout [Bool], _ lines: [Int], _ other: inout [Bool]) {
    var (index, otherIndex) = (0, 0)
    while true {
      while index < lines.count, !changed[index] {
        while otherIndex < other.count, other[otherIndex] { otherIndex += 1 }
        otherIndex += 1
        index += 1
      }
      if index >= lines.count { return }
      var start = index
      while index < lines.count, changed[index] { index += 1 }
      while otherIndex < other.count, other[otherIndex] { otherIndex += 1 }
      var length: Int
      var corresponding: Int
      repeat {
        length = index - start
        while start > 0, lines[start - 1] == lines[index - 1] {
          start -= 1
          index -= 1
          changed[start] = true
          changed[index] = false
          while start > 0, changed[start - 1] { start -= 1 }
          otherIndex -= 1
          while otherIndex > 0, other[otherIndex - 1] { otherIndex -= 1 }
        }
        corresponding = otherIndex > 0 && other[otherIndex - 1] ? index : lines.count
        while index < lines.count, lines[start] == lines[index] {
          changed[start] = false
          changed[index] = true
          start += 1
          index += 1
          while index < lines.count, changed[index] { index += 1 }
          otherIndex += 1
          if otherIndex < other.count, other[otherIndex] {
            corresponding = index
            while otherIndex < other.count, other[otherIndex] { otherIndex += 1 }
          }
        }
      } while length != index - start
      while corresponding < index {
        start -= 1
        index -= 1
        changed[start] = true
        changed[index] = false
        otherIndex -= 1
        while otherIndex > 0, other[otherIndex - 1] { otherIndex -= 1 }
      }
    }
  }
}
