import Testing

@testable import Kubectl

/// Flags are read as pflag reads them, and complained of in its words.
struct FlagTests {
  private static let parser = FlagParser(
    FlagTable.flags("o,output:string f,filename:list A,all:bool port:int32 dry-run:optional(unchanged)=none t:duration"))

  @Test(arguments: [
    (["--foo"], "unknown flag: --foo"),
    (["-z"], "unknown shorthand flag: 'z' in -z"),
    (["-Az"], "unknown shorthand flag: 'z' in -z"),
    (["-o"], "flag needs an argument: 'o' in -o"),
    (["--output"], "flag needs an argument: --output"),
    (
      ["--port=abc"],
      "invalid argument \"abc\" for \"--port\" flag: strconv.ParseInt: parsing \"abc\": invalid syntax"
    ),
    (["-A=x"], "invalid argument \"x\" for \"-A, --all\" flag: strconv.ParseBool: parsing \"x\": invalid syntax"),
    (["--t=5"], "invalid argument \"5\" for \"--t\" flag: time: missing unit in duration \"5\""),
  ])
  func complaints(_ words: [String], _ message: String) {
    #expect(throws: FlagError(message: message)) { try Self.parser.parse(words) }
  }

  @Test func values() throws {
    let parsed = try Self.parser.parse(["pods", "-oyaml", "-f", "a,b", "-f=c", "--dry-run", "-A", "--", "-x"])
    #expect(parsed.arguments == ["pods", "-x"])
    #expect(parsed.countBeforeDash == 1)
    #expect(parsed.string("output") == "yaml")
    #expect(parsed.list("filename") == ["a", "b", "c"])
    #expect(parsed.string("dry-run") == "unchanged")
    #expect(parsed.bool("all"))
  }
}
