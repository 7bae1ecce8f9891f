import Documents
import Networking
import Testing

/// Explanations as a person reads them: each names the right policy and the right rule, or how near each came.
struct PolicyExplanationTests {
  private static let folder = "\(#filePath.split(separator: "/").dropLast().reduce("") { "\($0)/\($1)" })/Policies"

  @Test func fortyConnections() throws {
    let manifests = try #require(TestFile.read("\(Self.folder)/shop.yaml"))
    let path = "\(Self.folder)/shop.explanations"
    let text = try #require(TestFile.read(path))
    var set = ManifestSet()
    set.add(file: "shop.yaml", text: manifests)
    #expect(set.problems.isEmpty)
    let engine = PolicyEngine(objects: set.objects)
    #expect(engine.problems.isEmpty)
    var told = ""
    var verdicts = [true: 0, false: 0]
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) where !line.hasPrefix("  ") {
      told += "\(line)\n"
      let words = line.split(separator: " ").map(String.init)
      guard words.count == 4, words[1] == ">", let probe = Probe(words[3]) else { continue }
      let why = try #require(engine.explain(from: words[0], to: words[2], on: probe), "\(line): no such ends")
      if why.verdict != .meaningless { verdicts[why.isAllowed, default: 0] += 1 }
      told += "  : \(why.summary)\n" + why.sentences.map { "  \($0)\n" }.joined()
    }
    told.removeLast()
    if TestFile.isUpdating { return TestFile.write(told, to: path) }
    #expect(verdicts[true, default: 0] >= 16)
    #expect(verdicts[false, default: 0] >= 20)
    let lines = zip(told.split(separator: "\n"), text.split(separator: "\n"))
    for (found, expected) in lines { #expect(found == expected) }
    #expect(told == text)
  }
}
