/// How far words are apart, by which programs in Go guess what was meant (spf13/cobra).
public enum EditDistance {
  /// Levenshtein's distance of two words.
  public static func between(_ left: String, _ right: String) -> Int {
    let target = Array(right)
    var row = Array(0...target.count)
    for (index, letter) in left.enumerated() {
      var diagonal = row[0]
      row[0] = index + 1
      for column in target.indices {
        let cost = min(row[column] + 1, row[column + 1] + 1, diagonal + (letter == target[column] ? 0 : 1))
        diagonal = row[column + 1]
        row[column + 1] = cost
      }
    }
    return row[target.count]
  }
}
