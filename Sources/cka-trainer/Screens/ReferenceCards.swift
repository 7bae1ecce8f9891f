import Assets
import TrainerUI

/// The cards that F6 shows: one for each `Assets/reference/*.md`, its first line being the title.
enum ReferenceCards {
  static let all: [ReferenceCard] = Assets.paths.filter { $0.hasPrefix("Assets/reference/") }.map { path in
    let lines = Assets.text(path).split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)
    let title = lines.first.map { $0.drop { $0 == "#" || $0 == " " } } ?? ""
    let text = lines.count > 1 ? String(lines[1]) : ""
    return ReferenceCard(title: String(title), text: text)
  }

  /// The cards, those first whose title names something of the exercise's id.
  static func fitting(_ exercise: String?) -> [ReferenceCard] {
    let words = (exercise ?? "").split(separator: "-").filter { $0.count > 3 }
    func fits(_ card: ReferenceCard) -> Bool { words.contains { card.title.lowercased().contains($0) } }
    return all.filter(fits) + all.filter { !fits($0) }
  }
}
