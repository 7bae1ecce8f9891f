import Documents
import KubeModel

/// The earlier templates of a workload: ReplicaSets of Deployments, ControllerRevisions of the others.
struct RevisionHistory {
  struct Revision {
    var number: Int
    var template: Value
    var changeCause: String
    /// The annotations that describing the template shows first.
    var changeCauseAnnotation: Value.Fields { changeCause.isEmpty ? [:] : [Self.key: .string(changeCause)] }
    /// The patch that makes a workload go back to it; nil for Deployments.
    var patch: Value?

    static let key = "kubernetes.io/change-cause"
  }

  let invocation: Invocation
  let item: ResourceItem

  func revisions() throws -> [Revision] {
    switch item.kind.kind {
    case "Deployment":
      return try owned("replicasets.apps").map { set in
        Revision(
          number: Int(set.meta.annotation("deployment.kubernetes.io/revision") ?? "") ?? 0,
          template: set["spec"]?["template"] ?? .emptyObject,
          changeCause: set.meta.annotation(Revision.key) ?? "")
      }.filter { $0.number > 0 }.sorted { $0.number < $1.number }
    case "DaemonSet", "StatefulSet":
      return try owned("controllerrevisions.apps").map { revision in
        let data = revision["data"] ?? .emptyObject
        var template = data["spec"]?["template"] ?? .emptyObject
        template["$patch"] = nil
        return Revision(
          number: revision["revision"]?.int ?? 0, template: template,
          changeCause: revision.meta.annotation(Revision.key) ?? "", patch: data)
      }.sorted { $0.number < $1.number }
    default: throw Failure.message("no history viewer has been implemented for \(GoText.quoted(item.kind.kind))")
    }
  }

  private func owned(_ word: String) throws -> [Value] {
    guard let kind = Kinds.builtIn.named(word) else { preconditionFailure("\(word) are built in") }
    var query = try ResourceQuery(invocation, [])
    query.fieldSelector = nil
    query.labelSelector = LabelSelector(object: item.object["spec"]?["selector"] ?? .emptyObject).description
    return try invocation.list(ResourceItem(kind: kind, namespace: item.namespace, name: ""), query)
      .map(\.object).filter { $0.meta.controller?.uid == item.object.meta.uid }
  }

  /// Goes back to a revision, 0 for the one before, and answers what is to be said.
  func rollBack(to wanted: Int, _ dryRun: DryRun) throws -> String {
    let kind = item.kind.kind
    guard ["Deployment", "DaemonSet", "StatefulSet"].contains(kind) else {
      throw Failure.message("no rollbacker has been implemented for \(GoText.quoted(kind))")
    }
    let all = try revisions()
    if kind == "Deployment", item.object["spec"]?["paused"]?.bool == true {
      throw Failure.message(
        "you cannot rollback a paused deployment; resume it first with 'kubectl rollout resume' and try again")
    }
    let target = try self.target(wanted, all)
    if dryRun == .client { return PodTemplateText.describe(target.template, annotations: [:]) }
    guard kind == "Deployment" else { return try rollBackRevision(target, dryRun) }
    var template = target.template
    if var labels = template["metadata"]?["labels"]?.object {
      labels["pod-template-hash"] = nil
      template.set(["metadata", "labels"], to: .object(labels))
    }
    if template == item.object["spec"]?["template"] {
      return "skipped rollback (current template already matches revision \(target.number))"
    }
    let patch: Value = [
      ["op": "replace", "path": "/spec/template", "value": template],
      ["op": "replace", "path": "/metadata/annotations", "value": .object(annotations(target))],
    ]
    _ = try invocation.client().value(
      APIRequest(
        .patch, item.path(), query: dryRun.query, contentType: APIRequest.jsonPatch, body: .value(patch)))
    return "rolled back"
  }

  private func target(_ wanted: Int, _ all: [Revision]) throws -> Revision {
    let name = GoText.quoted(item.name)
    if wanted > 0 {
      if let found = all.first(where: { $0.number == wanted }) { return found }
      throw Failure.message("unable to find specified revision \(wanted) in history")
    }
    guard all.count >= 2 else {
      throw Failure.message(
        item.kind.kind == "Deployment"
          ? "no rollout history found for deployment \(name)" : "no last revision to roll back to")
    }
    return all[all.count - 2]
  }

  /// What stays of the live annotations, and what the revision brings.
  private func annotations(_ target: Revision) -> Value.Fields {
    let kept = [LastApplied.key, "deployment.kubernetes.io/revision", "deployment.kubernetes.io/revision-history",
      "deployment.kubernetes.io/desired-replicas", "deployment.kubernetes.io/max-replicas"]
    var annotations = Value.Fields()
    for key in kept { if let value = item.object.meta.annotations[key] { annotations[key] = value } }
    if !target.changeCause.isEmpty { annotations[Revision.key] = .string(target.changeCause) }
    return annotations
  }

  private func rollBackRevision(_ target: Revision, _ dryRun: DryRun) throws -> String {
    guard let patch = target.patch else { return "rolled back" }
    var plain = target.template
    plain["$patch"] = nil
    if plain == item.object["spec"]?["template"] {
      return "skipped rollback (current template already matches revision \(target.number))"
    }
    _ = try invocation.client().value(
      APIRequest(
        .patch, item.path(), query: dryRun.query, contentType: APIRequest.strategicMergePatch, body: .value(patch)))
    return "rolled back"
  }
}
