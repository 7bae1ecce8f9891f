public import Documents
public import KubeModel
public import Simulation

/// Whoever holds the key of the cluster's authority.
public protocol CertificateSigner: Sendable {
  /// The certificate, in PEM form, for a request in PEM form.
  ///
  /// - Parameter usages: Those of the signing request, such as `client auth`.
  /// - Parameter seconds: For how long it is to hold; nil for as long as the flags say.
  /// - Throws: `SigningProblem` where the request cannot be read.
  func certificate(
    for request: [UInt8], usages: [String], seconds: Int?, now: WallTime, chance: inout Chance
  ) throws(SigningProblem) -> String
}

/// Why a request was not signed; it is written into the object.
public struct SigningProblem: Error, Sendable {
  public var message: String

  public init(message: String) {
    self.message = message
  }
}

/// Signs approved requests for certificates (controller-manager, `--cluster-signing-cert-file`).
public enum SigningController: Controller {
  public static let name = "certificate-controller"
  public static let watches = [WatchedKind("CertificateSigningRequest", "certificates.k8s.io")]
  private static let signers = [
    "kubernetes.io/kube-apiserver-client", "kubernetes.io/kube-apiserver-client-kubelet", "kubernetes.io/kubelet-serving",
  ]

  public static func refs(changed object: Value, reading cluster: any ClusterReader) -> [ObjectRef] {
    [ObjectRef(object)]
  }

  public static func reconcile(
    _ ref: ObjectRef, reading cluster: any ClusterReader, now: WallTime, chance: inout Chance
  ) -> Reaction {
    guard let object = cluster.object(ref), let signer = cluster.settings.signer,
      signers.contains(object["spec", "signerName"]?.string ?? ""), object["status", "certificate"] == nil
    else { return Reaction() }
    let conditions = object["status", "conditions"]?.elements ?? []
    let types = conditions.compactMap { $0["type"]?.string }
    guard types.contains("Approved"), !types.contains("Denied"), !types.contains("Failed"),
      let request = object["spec", "request"]?.string.flatMap({ Base64.decode($0.utf8) })
    else { return Reaction() }
    var status = object["status"] ?? .emptyObject
    do throws(SigningProblem) {
      let certificate = try signer.certificate(
        for: request, usages: (object["spec", "usages"]?.elements ?? []).compactMap(\.string),
        seconds: object["spec", "expirationSeconds"]?.int, now: now, chance: &chance)
      status["certificate"] = .string(Base64.encode(Array(certificate.utf8)))
    } catch {
      let failed: Value = [
        "type": "Failed", "status": "True", "reason": "SignerValidationFailure", "message": .string(error.message),
        "lastUpdateTime": .string(now.rfc3339), "lastTransitionTime": .string(now.rfc3339),
      ]
      status["conditions"] = .array(conditions + [failed])
    }
    return Reaction([Step(client.setStatus(of: object, to: status, cluster))])
  }
}
