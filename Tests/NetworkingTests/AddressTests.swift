import Networking
import Testing

@Suite("Addresses are read strictly")
struct AddressTests {
  @Test(arguments: [
    ("10.0.0.1", "10.0.0.1"), ("255.255.255.255", "255.255.255.255"), ("::", "::"), ("::1", "::1"),
    ("fd00:0:0:0:0:0:0:1", "fd00::1"), ("2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"),
    ("1:0:2:0:3:0:4:0", "1:0:2:0:3:0:4:0"), ("::ffff:10.0.0.1", "::ffff:a00:1"), ("FE80::1", "fe80::1"),
    ("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"),
  ])
  func reads(text: String, shown: String) {
    #expect(IPAddress(text)?.description == shown)
  }

  @Test(arguments: [
    "", "10.0.0", "10.0.0.0.1", "10.0.0.256", "010.0.0.1", "10.0.0.1 ", "10..0.1", "+1.0.0.1", ":", ":::",
    "1::2::3",
    "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "12345::", "g::", "::1%eth0", "10.0.0.1::", "1:2:3:4:5:6:7:8::",
    "::+1",
  ])
  func refuses(text: String) {
    #expect(IPAddress(text) == nil)
  }

  @Test(arguments: [
    ("10.0.0.0/8", "10.255.255.255", "11.0.0.0"), ("10.0.0.4/31", "10.0.0.5", "10.0.0.6"),
    ("0.0.0.0/0", "255.1.2.3", "::1"), ("10.1.2.3/32", "10.1.2.3", "10.1.2.2"),
    ("fd00::/8", "fdff::1", "fe00::"), ("fd00::4/127", "fd00::5", "fd00::6"), ("::/0", "1::", "1.2.3.4"),
    ("2001:db8::/64", "2001:db8::ffff:ffff:ffff:ffff", "2001:db8:0:1::"),
  ])
  func blockContains(block: String, inside: String, outside: String) throws {
    let block = try #require(AddressBlock(block))
    #expect(block.contains(try #require(IPAddress(inside))))
    #expect(!block.contains(try #require(IPAddress(outside))))
  }

  @Test(arguments: [
    "10.0.0.0", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/08", "10.0.0.0/-1", "fd00::/129", "/8", "x/8",
  ])
  func refusesBlock(text: String) {
    #expect(AddressBlock(text) == nil)
  }

  @Test func tellsHostBits() {
    #expect(AddressBlock("10.0.0.1/8")?.hasHostBits == true)
    #expect(AddressBlock("10.0.0.0/8")?.hasHostBits == false)
  }
}
