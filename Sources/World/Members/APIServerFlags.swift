/// What kube-apiserver finds wrong with its flags once they are read, before it opens a file.
///
/// Source: recordings of v1.36.2 (its Validate functions); several complaints stand in brackets.
struct APIServerFlags {
  private let flags: ProgramFlags

  init(_ flags: ProgramFlags) {
    self.flags = flags
  }

  /// The first stage that complains; nil when the flags are good.
  func problem() -> String? {
    if let problem = rangeProblem() { return problem }
    var found = [etcdProblem()].compactMap { $0 } + issuerProblems()
    found += [keyProblem, modeProblem, admissionProblem, gateProblem, tlsProblem].compactMap { $0() }
    return found.count > 1 ? "[\(found.joined(separator: ", "))]" : found.first
  }

  private func rangeProblem() -> String? {
    guard let range = flags["service-cluster-ip-range"] else { return nil }
    let parts = range.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, World.isAddress(String(parts[0])), let bits = Int(parts[1]), bits >= 0,
      bits <= (parts[0].contains(":") ? 128 : 32)
    else { return "service-cluster-ip-range[0] is not a valid cidr" }
    let left = (parts[0].contains(":") ? 128 : 32) - bits
    return left >= 3
      ? nil
      : "error determining service IP ranges for primary service cidr: "
        + "the service cluster IP range must be at least 8 IP addresses"
  }

  private func etcdProblem() -> String? {
    flags.list("etcd-servers").isEmpty ? "--etcd-servers must be specified" : nil
  }

  private func issuerProblems() -> [String] {
    guard let issuer = flags["service-account-issuer"], !issuer.isEmpty else {
      return [
        "service-account-issuer is a required flag",
        "--service-account-signing-key-file, --service-account-issuer, and --api-audiences should be specified together",
      ]
    }
    guard issuer.contains(":"), let problem = Self.urlProblem(issuer) else { return [] }
    return ["service-account-issuer \"\(issuer)\" contained a ':' but was not a valid URL: \(problem)"]
  }

  /// As Go's url.Parse complains.
  private static func urlProblem(_ text: String) -> String? {
    guard let colon = text.firstIndex(of: ":") else { return nil }
    let scheme = text[..<colon]
    if scheme.isEmpty { return "parse \"\(text)\": missing protocol scheme" }
    let isScheme = scheme.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "+-.".contains($0)) }
    guard isScheme, scheme.first?.isLetter == true else {
      return "parse \"\(text)\": first path segment in URL cannot contain colon"
    }
    let rest = text[text.index(after: colon)...]
    guard rest.hasPrefix("//") else { return nil }
    let authority = rest.dropFirst(2).prefix { $0 != "/" }
    if let port = authority.firstIndex(of: ":"), !authority.hasPrefix("[") {
      let after = authority[port...]
      if !after.dropFirst().allSatisfy({ $0.isASCII && $0.isNumber }) {
        return "parse \"\(text)\": invalid port \"\(after)\" after host"
      }
    }
    if authority.contains(" ") { return "parse \"\(text)\": invalid character \" \" in host name" }
    return nil
  }

  private func keyProblem() -> String? {
    if flags["service-account-issuer"] == nil { return nil }
    if flags["service-account-key-file"] == nil, flags["service-account-signing-endpoint"] == nil {
      return "either `--service-account-key-file` or `--service-account-signing-endpoint` must be set"
    }
    return flags["service-account-signing-key-file"] == nil
      ? "service-account-signing-key-file is a required flag" : nil
  }

  private func modeProblem() -> String? {
    let known = ["Node", "RBAC", "AlwaysAllow", "AlwaysDeny", "ABAC", "Webhook"]
    let modes = flags.list("authorization-mode")
    for (place, mode) in modes.enumerated() {
      if !known.contains(mode) { return "authorization-mode \"\(mode)\" is not a valid mode" }
      if modes[..<place].contains(mode) { return "authorization-mode \(modes) has mode specified more than once" }
    }
    return nil
  }

  private func admissionProblem() -> String? {
    let enabled = flags.list("enable-admission-plugins")
    let disabled = flags.list("disable-admission-plugins")
    for (name, list) in [("enable", enabled), ("disable", disabled)] {
      if let unknown = list.first(where: { !Self.plugins.contains($0) }) {
        return "\(name)-admission-plugins plugin \"\(unknown)\" is unknown"
      }
    }
    let both = enabled.filter(disabled.contains)
    return both.isEmpty
      ? nil
      : "[\(both.joined(separator: " "))] in enable-admission-plugins and disable-admission-plugins overlapped"
  }

  private func gateProblem() -> String? {
    for gate in flags.list("feature-gates") {
      let parts = gate.split(separator: "=").map(String.init)
      guard parts.count == 2, Self.locked.contains(parts[0]), "fF0".contains(parts[1].prefix(1)) else { continue }
      return "cannot set feature gate \(parts[0]) to false, feature is locked to true"
    }
    return nil
  }

  private func tlsProblem() -> String? {
    guard let version = flags["tls-min-version"] else { return nil }
    let known = ["VersionTLS10", "VersionTLS11", "VersionTLS12", "VersionTLS13"]
    return known.contains(version) ? nil : "unknown tls version \"\(version)\""
  }

  /// Gates that can be set to one value only (kubernetes v1.36, kube_features.go: `LockToDefault`), those that people try.
  static let locked: Set<String> = [
    "SidecarContainers", "JobBackoffLimitPerIndex", "JobSuccessPolicy", "PodLifecycleSleepAction",
    "VolumeAttributesClass", "RecoverVolumeExpansionFailure", "AnonymousAuthConfigurableEndpoints",
    "AuthorizeWithSelectors", "StructuredAuthenticationConfiguration", "StructuredAuthorizationConfiguration",
    "OrderedNamespaceDeletion", "KubeletTracing", "APIServerTracing", "DynamicResourceAllocation",
  ]

  private static let plugins: Set<String> = [
    "AlwaysAdmit", "AlwaysDeny", "AlwaysPullImages", "CertificateApproval", "CertificateSigning",
    "CertificateSubjectRestriction", "ClusterTrustBundleAttest", "DefaultIngressClass", "DefaultStorageClass",
    "DefaultTolerationSeconds", "DenyServiceExternalIPs", "EventRateLimit", "ExtendedResourceToleration",
    "ImagePolicyWebhook", "JobValidation", "LimitPodHardAntiAffinityTopology", "LimitRanger",
    "MutatingAdmissionPolicy", "MutatingAdmissionWebhook", "NamespaceAutoProvision", "NamespaceExists",
    "NamespaceLifecycle", "NodeDeclaredFeatureValidator", "NodeRestriction", "OwnerReferencesPermissionEnforcement",
    "PersistentVolumeClaimResize", "PodGroupProtection", "PodGroupWorkloadExists", "PodNodeSelector",
    "PodResizeValidator", "PodSecurity", "PodTolerationRestriction", "PodTopologyLabels", "Priority", "ResourceQuota",
    "RuntimeClass", "ServiceAccount", "StorageObjectInUseProtection", "TaintNodesByCondition",
    "ValidatingAdmissionPolicy", "ValidatingAdmissionWebhook",
  ]
}
