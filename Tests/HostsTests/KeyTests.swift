import Hosts
import Simulation
import Testing

/// Keys that programs of the hosts make, and what they sign.
///
/// source: OpenSSL 3.0 accepts what stands here; the certificate below is one of its own.
struct KeyTests {
  private func key(_ name: String = "x", bits: Int = 2048) throws -> RSAKey {
    var chance = Chance(seed: 1, name: name)
    return try #require(RSAKey(bits: bits, chance: &chance))
  }

  @Test(arguments: [1024, 2048])
  func aSignatureIsOfItsKeyAndItsMessage(bits: Int) throws {
    let key = try key(bits: bits)
    let other = try self.key("y", bits: bits)
    let signature = key.signature(of: Array("message".utf8))
    #expect(signature.count == bits / 8)
    #expect(key.publicKey.verifies(signature, of: Array("message".utf8)) == true)
    #expect(key.publicKey.verifies(signature, of: Array("massage".utf8)) == false)
    #expect(other.publicKey.verifies(signature, of: Array("message".utf8)) == false)
    #expect(key.isConsistent)
  }

  @Test func keysComeBackOutOfTheirFiles() throws {
    let key = try key()
    for block in [key.traditional, key.general] {
      let read = try #require(RSAKey(text: block.text))
      #expect(read.publicKey == key.publicKey)
      #expect(read.numbers.map(\.bytes) == key.numbers.map(\.bytes))
      #expect(PublicKey(pem: block) == key.publicKey)
    }
    #expect(RSAKey(text: "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n") == nil)
  }

  @Test func requestsAndCertificatesSayWhatTheyWereMadeWith() throws {
    let key = try key()
    let subject = DistinguishedName([("O", "dev"), ("CN", "john")])
    let names = try #require(Certificate.Extension.alternativeNames([(false, "a.b"), (true, "10.0.0.1")]))
    let request = try #require(
      CertificateRequest(der: CertificateRequest.signed(subject: subject, extensions: [names], by: key).bytes))
    #expect(request.subject.opensslText == "O = dev, CN = john")
    #expect(request.extensions == [names])
    #expect(request.publicKey.verifies(request.signature, of: request.signedPart) == true)
    let start = try #require(WallTime(rfc3339: "2049-12-31T00:00:00Z"))
    let template = CertificateTemplate(
      subject: subject, serial: [0x80, 1], notBefore: start, notAfter: start + .seconds(86_400 * 2),
      publicKey: key.publicKey, extensions: [.keyUsage([.digitalSignature, .certificateSign]), names])
    let made = try #require(Certificate(der: template.signed(by: key, issuer: subject).bytes))
    #expect(made.version == 3)
    #expect(made.serialHex == "8001")
    #expect(made.notAfter.rfc3339 == "2050-01-02T00:00:00Z")
    #expect(made.usages == [.digitalSignature, .certificateSign])
    #expect(made.dnsNames == ["a.b"] && made.ipAddresses == ["10.0.0.1"])
    #expect(made.publicKey.verifies(made.signature, of: made.signedPart) == true)
  }
}
