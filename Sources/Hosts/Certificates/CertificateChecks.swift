public import Simulation

/// Why Go's crypto/tls and crypto/x509 do not accept a certificate or a pair of files.
public enum CertificateError: Error, Equatable, Sendable {
  case noCertificateData
  case noKeyData
  case keyInCertificateFile
  case certificateInKeyFile
  case malformed
  case unreadableKey
  case keyMismatch
  case expired(now: WallTime, end: WallTime)
  case notYetValid(now: WallTime, start: WallTime)
  case noAddresses(wanted: String)
  case noNames(wanted: String)
  case legacyName
  case wrongName(valid: [String], wanted: String)
  case unknownAuthority(candidate: String?)
  case wrongUsage

  /// The text as Go words it.
  public var text: String {
    switch self {
    case .noCertificateData: "tls: failed to find any PEM data in certificate input"
    case .noKeyData: "tls: failed to find any PEM data in key input"
    case .keyInCertificateFile:
      "tls: failed to find certificate PEM data in certificate input, but did find a private key; "
        + "PEM inputs may have been switched"
    case .certificateInKeyFile:
      "tls: found a certificate rather than a key in the PEM for the private key"
    case .malformed: "x509: malformed certificate"
    case .unreadableKey: "tls: failed to parse private key"
    case .keyMismatch: "tls: private key does not match public key"
    case .expired(let now, let end):
      "x509: certificate has expired or is not yet valid: current time \(now.rfc3339) is after \(end.rfc3339)"
    case .notYetValid(let now, let start):
      "x509: certificate has expired or is not yet valid: current time \(now.rfc3339) is before \(start.rfc3339)"
    case .noAddresses(let wanted):
      "x509: cannot validate certificate for \(wanted) because it doesn't contain any IP SANs"
    case .noNames(let wanted):
      "x509: certificate is not valid for any names, but wanted to match \(wanted)"
    case .legacyName: "x509: certificate relies on legacy Common Name field, use SANs instead"
    case .wrongName(let valid, let wanted):
      "x509: certificate is valid for \(valid.joined(separator: ", ")), not \(wanted)"
    case .unknownAuthority(let candidate?):
      "x509: certificate signed by unknown authority (possibly because of \"crypto/rsa: verification error\" "
        + "while trying to verify candidate authority certificate \"\(candidate)\")"
    case .unknownAuthority(nil): "x509: certificate signed by unknown authority"
    case .wrongUsage: "x509: certificate specifies an incompatible key usage"
    }
  }
}

extension Certificate {
  /// Who a peer has to be.
  public enum Purpose: Sendable {
    case server
    case client
  }

  /// Checks a certificate as Go's `Verify` does, in its order: time, name, chain, usage.
  public func verify(
    roots: [Certificate], intermediates: [Certificate] = [], name: String? = nil, purpose: Purpose, at now: WallTime
  ) throws(CertificateError) {
    try checkTime(at: now)
    if let name { try checkName(name) }
    try checkChain(roots: roots, intermediates: intermediates, at: now)
    let wanted = purpose == .server ? Self.serverAuth : Self.clientAuth
    if !extendedUsages.isEmpty, !extendedUsages.contains(wanted), !extendedUsages.contains("2.5.29.37.0") {
      throw .wrongUsage
    }
  }

  /// Whether the clock is within the validity.
  public func checkTime(at now: WallTime) throws(CertificateError) {
    // Certificates count in whole seconds, and Go shows the current time so.
    let second = WallTime(unixSeconds: now.unixSeconds)
    if now < notBefore { throw .notYetValid(now: second, start: notBefore) }
    if now > notAfter { throw .expired(now: second, end: notAfter) }
  }

  /// Whether a server of that name or address may show it.
  public func checkName(_ wanted: String) throws(CertificateError) {
    if Self.isAddress(wanted) {
      guard !ipAddresses.isEmpty else { throw .noAddresses(wanted: wanted) }
      if !ipAddresses.contains(wanted) { throw .wrongName(valid: ipAddresses, wanted: wanted) }
      return
    }
    guard !dnsNames.isEmpty else {
      throw ipAddresses.isEmpty && subject.commonName.contains(".") ? .legacyName : .noNames(wanted: wanted)
    }
    let lowered = wanted.lowercased()
    let matches = dnsNames.contains { pattern in
      if pattern.hasPrefix("*.") {
        guard let dot = lowered.firstIndex(of: ".") else { return false }
        return lowered[dot...] == pattern.dropFirst().lowercased()
      }
      return pattern.lowercased() == lowered
    }
    if !matches { throw .wrongName(valid: dnsNames, wanted: wanted) }
  }

  /// Whether one of the authorities has issued it, directly or through others.
  private func checkChain(
    roots: [Certificate], intermediates: [Certificate], at now: WallTime, depth: Int = 0
  ) throws(CertificateError) {
    if roots.contains(where: { $0.encoded == encoded }) { return }
    var candidate: String?
    for root in roots where root.subject == issuer {
      if isIssued(by: root) { return try root.checkTime(at: now) }
      candidate = root.subject.commonName
    }
    guard depth < 5 else { throw .unknownAuthority(candidate: nil) }
    for step in intermediates where step.subject == issuer && isIssued(by: step) && step.encoded != encoded {
      return try step.checkChain(roots: roots, intermediates: intermediates, at: now, depth: depth + 1)
    }
    throw .unknownAuthority(candidate: candidate)
  }

  /// Whether that authority made it: names and key identifiers fit, and the signature where it is one of RSA.
  public func isIssued(by authority: Certificate) -> Bool {
    guard issuer == authority.subject, authority.isAuthority || authority.version < 3 else { return false }
    if let usages = authority.usages, !usages.contains(.certificateSign) { return false }
    if !authorityKeyID.isEmpty, !authority.subjectKeyID.isEmpty, authorityKeyID != authority.subjectKeyID {
      return false
    }
    return true
  }

  static func isAddress(_ text: String) -> Bool {
    if text.utf8.contains(UInt8(ascii: ":")) { return true }
    let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    return parts.count == 4 && parts.allSatisfy { Int(Substring($0)).map { (0...255).contains($0) } ?? false }
  }
}

/// A certificate with its key, as TLS servers and clients load them.
public struct KeyPair: Equatable, Sendable {
  /// The leaf first, then what leads to the authority.
  public var chain: [Certificate]

  public var leaf: Certificate { chain[0] }

  /// Puts two PEM texts together as Go's `tls.X509KeyPair` does, with its complaints.
  public init(certificate: String, key: String) throws(CertificateError) {
    let blocks = PEMBlock.all(in: certificate)
    guard blocks.contains(where: { $0.label == "CERTIFICATE" }) else {
      let hasKey = blocks.contains { $0.label.hasSuffix("PRIVATE KEY") }
      throw hasKey ? .keyInCertificateFile : .noCertificateData
    }
    chain = Certificate.all(in: certificate)
    guard !chain.isEmpty else { throw .malformed }
    let keyBlocks = PEMBlock.all(in: key)
    guard let block = keyBlocks.first(where: { $0.label == "PRIVATE KEY" || $0.label.hasSuffix(" PRIVATE KEY") }) else {
      throw keyBlocks.contains { $0.label == "CERTIFICATE" } ? .certificateInKeyFile : .noKeyData
    }
    guard let publicKey = PublicKey(pem: block) else { throw .unreadableKey }
    guard publicKey == chain[0].publicKey else { throw .keyMismatch }
  }
}
