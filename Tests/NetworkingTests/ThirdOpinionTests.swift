import Documents
import Glibc
import Networking
import Testing

/// `CLUSTERS=20000 swift test --filter ThirdOpinionTests` looks at more than the suite does.
@Suite("An evaluator that knows nothing of the engine gives the same verdicts")
struct ThirdOpinionTests {
  private static let count = getenv("CLUSTERS").flatMap { Int(String(cString: $0)) } ?? 120
  private static let parts = 8

  @Test(arguments: 0..<parts)
  func randomClusters(part: Int) throws {
    var isOdd = 0
    for seed in stride(from: part, to: Self.count, by: Self.parts) {
      let objects = RandomCluster(seed: UInt64(seed)).objects
      let outside = RandomCluster.outside.compactMap { IPAddress($0) }
      let engine = PolicyEngine(objects: objects, outside: outside)
      #expect(engine.problems.isEmpty, "seed \(seed)")
      let naive = NaiveEvaluator(objects)
      let ends = naive.pods.map { NaiveEvaluator.End.pod($0) } + RandomCluster.outside.map { .address($0) }
      for step in 0..<2 {
        let text = RandomCluster.probes[(seed / Self.parts * 2 + step) % RandomCluster.probes.count]
        let probe = try #require(Probe(text))
        let matrix = engine.matrix(on: probe)
        for (row, source) in ends.enumerated() {
          for (column, destination) in ends.enumerated() {
            let parts = text.split(separator: "/").map(String.init)
            let expected = naive.verdict(from: source, to: destination, parts[0], parts[1])
            let found = matrix.verdict(from: row, to: column).rawValue
            let told = engine.explain(from: engine.endpoints[row], to: engine.endpoints[column], on: probe).verdict.rawValue
            if expected != "+" && expected != "-" { isOdd += 1 }
            guard found != expected || told != expected else { continue }
            Issue.record("seed \(seed): \(engine.endpoints[row].title) to \(engine.endpoints[column].title) on \(text): \(expected), matrix \(found), explanation \(told)")
          }
        }
      }
    }
    #expect(isOdd > Self.count, "most clusters refuse something")
  }
}
