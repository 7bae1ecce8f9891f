public import Documents
public import KubeModel
public import Simulation

/// Scales workloads by what their Pods use: objects of kind PodMetrics, where the cluster has them.
///
/// Differs: of the metrics only resources of Pods are simulated, and scaling down does not wait for the
/// stabilization window of five minutes.
public enum AutoscalerController: Controller {
  public static let name = "horizontal-pod-autoscaler"
  public static let watches = [WatchedKind("HorizontalPodAutoscaler", "autoscaling")]
  static let period = Span.seconds(15)

  public static func refs(changed object: Value, reading cluster: any ClusterReader) -> [ObjectRef] {
    [ObjectRef(object)]
  }

  public static func reconcile(
    _ ref: ObjectRef, reading cluster: any ClusterReader, now: WallTime, chance: inout Chance
  ) -> Reaction {
    guard let scaler = cluster.object(ref), !scaler.meta.isBeingDeleted else { return Reaction() }
    // The controller looks every 15 s, and at a new one only after the first of these.
    let age = scaler.meta.creation.map { now - $0 } ?? period
    if age < period { return Reaction(again: period - age) }
    var pass = AutoscalerPass(scaler, cluster, now)
    pass.run()
    return pass.reaction
  }
}

/// One look at one HorizontalPodAutoscaler.
struct AutoscalerPass {
  let scaler: Value
  let cluster: any ClusterReader
  let now: WallTime
  var reaction = Reaction(again: AutoscalerController.period)
  private var status: Value
  private var conditions: [Value]
  private let client = AutoscalerController.client

  init(_ scaler: Value, _ cluster: any ClusterReader, _ now: WallTime) {
    self.scaler = scaler
    self.cluster = cluster
    self.now = now
    status = scaler["status"] ?? .emptyObject
    conditions = status["conditions"]?.elements ?? []
  }

  private enum Finding {
    case desired(Int, reason: String)
    case failed(reason: String, message: String)
  }

  mutating func run() {
    let reference = scaler["spec", "scaleTargetRef"] ?? .null
    let kind = reference["kind"]?.string ?? ""
    let ref = ObjectRef(
      apiVersion: reference["apiVersion"]?.string ?? "apps/v1", kind: kind, namespace: scaler.meta.namespace,
      name: reference["name"]?.string ?? "")
    guard let target = cluster.object(ref) else {
      let resource = "\(kind.lowercased())s.\(GroupVersion(ref.apiVersion).group)"
      let text = "\(resource) \"\(ref.name)\" not found"
      set(
        "AbleToScale", "False", "FailedGetScale",
        "the HPA controller was unable to get the target's current scale: \(text)")
      note(.warning, "FailedGetScale", text)
      return settle()
    }
    set(
      "AbleToScale", "True", "SucceededGetScale",
      "the HPA controller was able to get the target's current scale")
    let current = target["spec", "replicas"]?.int ?? 1
    let least = scaler["spec", "minReplicas"]?.int ?? 1
    let most = scaler["spec", "maxReplicas"]?.int ?? 1
    status["currentReplicas"] = .count(target["status", "replicas"]?.int ?? 0)
    if current == 0 {
      set(
        "ScalingActive", "False", "ScalingDisabled",
        "scaling is disabled since the replica count of the target is zero")
      status["desiredReplicas"] = 0
    } else if current > most {
      scale(target, to: most, "Current number of replicas above Spec.MaxReplicas")
    } else if current < least {
      scale(target, to: least, "Current number of replicas below Spec.MinReplicas")
    } else {
      follow(target, current, least...max(least, most))
    }
    settle()
  }

  private mutating func follow(_ target: Value, _ current: Int, _ range: ClosedRange<Int>) {
    var best: (count: Int, reason: String)?
    var metrics: [Value] = []
    for metric in scaler["spec", "metrics"]?.elements ?? [] {
      let name = metric["resource", "name"]?.string ?? ""
      switch finding(metric, target, current, &metrics) {
      case .desired(let count, let reason): if count > best?.count ?? 0 { best = (count, reason) }
      case .failed(let reason, let text):
        set("ScalingActive", "False", reason, "the HPA was unable to compute the replica count: \(text)")
        note(.warning, reason, text)
        let total = scaler["spec", "metrics"]?.elements.count ?? 1
        let first = "first error is: failed to get \(name) resource metric value: \(text)"
        note(
          .warning, "FailedComputeMetricsReplicas", "invalid metrics (1 invalid out of \(total)), \(first)")
        status["currentMetrics"] = [["type": ""]]
        status["desiredReplicas"] = .count(status["desiredReplicas"]?.int ?? 0)
        return
      }
    }
    guard let best else { return }
    status["currentMetrics"] = .array(metrics)
    let name = scaler["spec", "metrics"]?[0]?["resource", "name"]?.string ?? ""
    set(
      "ScalingActive", "True", "ValidMetricFound",
      """
      the HPA was able to successfully calculate a replica count from \(name) resource utilization (percentage of \
      request)
      """
    )
    let count = min(max(best.count, range.lowerBound), range.upperBound)
    let isLimited = count != best.count
    set(
      "ScalingLimited", isLimited ? "True" : "False",
      !isLimited ? "DesiredWithinRange" : best.count > count ? "TooManyReplicas" : "TooFewReplicas",
      !isLimited
        ? "the desired count is within the acceptable range"
        : best.count > count
          ? "the desired replica count is more than the maximum replica count"
          : "the desired replica count is less than the minimum replica count")
    if count == current {
      status["desiredReplicas"] = .count(count)
    } else {
      scale(target, to: count, count > current ? best.reason : "All metrics below target")
    }
  }

  private func finding(_ metric: Value, _ target: Value, _ current: Int, _ metrics: inout [Value]) -> Finding
  {
    let name = metric["resource", "name"]?.string ?? ""
    guard metric["type"]?.string == "Resource" else {
      return .failed(
        reason: "InvalidMetricSourceType", message: "not simulated: metrics that are no resource of Pods")
    }
    let selector = Ownership.selector(of: target)
    let pods = cluster.pods(target.meta.namespace).filter {
      selector.matches($0.meta.labels) && $0.podIsActive
    }
    let kind = WatchedKind("PodMetrics", "metrics.k8s.io")
    let samples = cluster.objects(kind, namespace: target.meta.namespace)
    let used = pods.compactMap { pod in samples.first { $0.meta.name == pod.meta.name } }.map { sample in
      (sample["containers"]?.elements ?? []).map { Quantity(lenient: $0["usage", name]).milliValue }.reduce(
        0, +)
    }
    let wanted = metric["resource", "target"] ?? .null
    let percent = wanted["averageUtilization"]?.int
    let what = percent == nil ? "resource metric value" : "\(name) utilization"
    if used.isEmpty {
      let cause = "the server could not find the requested resource (get pods.metrics.k8s.io)"
      let text =
        """
        unable to get metrics for resource \(name): unable to fetch metrics from resource metrics API: \(cause)
        """
      return .failed(reason: "FailedGetResourceMetric", message: "failed to get \(what): \(text)")
    }
    let total = used.reduce(0, +)
    var value: Value = ["averageValue": .string(Quantity(milli: total / used.count).description)]
    let ratio: Double
    if let percent {
      let requests = pods.map { PodResources(requestsOf: $0)[name] * (name == "cpu" ? 1 : 1000) }.reduce(0, +)
      if requests == 0 {
        let first = pods.first?["spec", "containers"]?[0]?["name"]?.string ?? ""
        let text = "missing request for \(name) in container \(first) of Pod \(pods.first?.meta.name ?? "")"
        return .failed(reason: "FailedGetResourceMetric", message: "failed to get \(what): \(text)")
      }
      value["averageUtilization"] = .count(total * 100 / requests)
      ratio = Double(total * 100 / requests) / Double(max(1, percent))
    } else {
      ratio =
        Double(total / used.count) / Double(max(1, Quantity(lenient: wanted["averageValue"]).milliValue))
    }
    metrics.append(["type": "Resource", "resource": ["name": .string(name), "current": value]])
    // Within a tenth of the target nothing is changed.
    let count = abs(ratio - 1) <= 0.1 ? current : Int((ratio * Double(used.count)).rounded(.up))
    let reason =
      percent == nil
      ? "\(name) resource above target" : "\(name) resource utilization (percentage of request) above target"
    return .desired(count, reason: reason)
  }

  private mutating func scale(_ target: Value, to count: Int, _ reason: String) {
    let meta = target.meta
    let size: Value = [
      "apiVersion": "autoscaling/v1", "kind": "Scale",
      "metadata": [
        "name": .string(meta.name), "namespace": .string(meta.namespace), "uid": .string(meta.uid),
      ],
      "spec": ["replicas": .count(count)],
    ]
    let text = "New size: \(count); reason: \(reason)"
    let request = client.request(.put, client.path(target, cluster, subresource: "scale"), body: size)
    reaction.steps.append(Step(request, events: [EventNote(scaler, .normal, "SuccessfulRescale", text)]))
    set(
      "AbleToScale", "True", "SucceededRescale",
      "the HPA controller was able to update the target scale to \(count)")
    status["desiredReplicas"] = .count(count)
    status["lastScaleTime"] = .string(now.rfc3339)
  }

  private mutating func set(_ type: String, _ value: String, _ reason: String, _ message: String) {
    conditions.setCondition(type, value, reason, message, now: now)
  }

  private mutating func note(_ kind: EventNote.Kind, _ reason: String, _ message: String) {
    reaction.steps.append(Step(nil, events: [EventNote(scaler, kind, reason, message)]))
  }

  private mutating func settle() {
    status["conditions"] = .array(conditions)
    if status["desiredReplicas"] == nil { status["desiredReplicas"] = 0 }
    reaction.steps.append(Step(client.setStatus(of: scaler, to: status, cluster)))
  }
}
