/// What kinds and fields are for, in our own words. Only what learners look up most is described.
enum KindWords {
  static func kind(_ name: String) -> String? { kinds[name] }
  static func field(_ type: String, _ name: String) -> String? { fields["\(type).\(name)"] ?? common[name] }

  private static let kinds: [String: String] = [
    "Pod": "One or more containers that run together on a node.",
    "Deployment": "Keeps a number of equal Pods running and rolls changes out to them.",
    "Service": "One address and name for a set of Pods.",
    "NetworkPolicy": "Says which traffic Pods may receive and send.",
    "ConfigMap": "Configuration that Pods read.", "Secret": "Data that not everybody should see.",
    "Namespace": "A part of the cluster with names and rights of its own.",
    "Node": "A machine on which Pods run.", "Job": "Runs Pods until enough of them have succeeded.",
    "CronJob": "Makes Jobs by a schedule.", "PersistentVolume": "A piece of storage in the cluster.",
    "PersistentVolumeClaim": "A wish for storage.", "StorageClass": "How storage is made on demand.",
    "Ingress": "Rules by which HTTP requests reach Services.",
    "Role": "Rights within one namespace.", "RoleBinding": "Gives a role to somebody, within one namespace.",
  ]

  private static let common: [String: String] = [
    "apiVersion": "The version of the form in which the object is written, such as v1.",
    "kind": "What kind of object it is.", "metadata": "Name, labels and whatever else all objects have.",
    "spec": "How the object shall be.", "status": "How the object is, as the cluster sees it.",
    "labels": "Pairs of key and value by which objects are selected.",
    "annotations": "Notes for people and programs.", "name": "The name.", "namespace": "The namespace.",
    "podSelector": "Labels of the Pods that are meant. An empty selector means all.",
    "namespaceSelector": "Labels of the namespaces that are meant. An empty selector means all.",
    "matchLabels": "Labels that all have to be there.", "matchExpressions": "Conditions that all have to hold.",
  ]

  private static let fields: [String: String] = [
    "NetworkPolicySpec.podSelector": "The Pods that the policy is for. An empty selector means all of the namespace.",
    "NetworkPolicySpec.ingress": "Traffic that the Pods may receive. Without a rule they receive none.",
    "NetworkPolicySpec.egress": "Traffic that the Pods may send. Without a rule they send none.",
    "NetworkPolicySpec.policyTypes": "The directions that the policy restricts: Ingress, Egress or both.",
    "NetworkPolicyEgressRule.to": "Where traffic may go: to any of these. Without an entry it may go anywhere.",
    "NetworkPolicyEgressRule.ports": "The ports that may be used. Without an entry all may.",
    "NetworkPolicyIngressRule.from": "Where traffic may come from: any of these. Without an entry from anywhere.",
    "NetworkPolicyIngressRule.ports": "The ports that may be used. Without an entry all may.",
    "NetworkPolicyPeer.ipBlock": "A range of addresses. It cannot stand together with a selector.",
    "NetworkPolicyPort.port": "A number, or the name of a port of the Pod.",
    "NetworkPolicyPort.endPort": "The last port of a range that begins with port.",
    "NetworkPolicyPort.protocol": "TCP (unless said otherwise), UDP or SCTP.",
    "IPBlock.cidr": "The range, such as 10.0.0.0/8.", "IPBlock.except": "Ranges within it that are left out.",
    "PodSpec.containers": "The containers of the Pod; at least one.",
    "PodSpec.initContainers": "Containers that run to their end, one after another, before the others start.",
    "PodSpec.nodeName": "The node on which the Pod runs.",
    "PodSpec.nodeSelector": "Labels that a node must have for the Pod to run on it.",
    "PodSpec.restartPolicy": "What to do when containers end: Always, OnFailure or Never.",
    "PodSpec.serviceAccountName": "The account under which the Pod speaks to the API server.",
    "PodSpec.tolerations": "Taints of nodes that do not keep the Pod away.",
    "PodSpec.volumes": "Storage that containers may mount.",
    "Container.image": "The image to run.", "Container.command": "What is run instead of the image's entry point.",
    "Container.args": "Arguments for the entry point.", "Container.env": "Environment variables.",
    "Container.ports": "Ports on which the container listens.",
    "Container.resources": "How much CPU and memory it asks for, and may use at most.",
    "Container.volumeMounts": "Where volumes appear in the container.",
    "Container.livenessProbe": "The container is restarted where this fails.",
    "Container.readinessProbe": "Services leave the Pod out where this fails.",
    "ResourceRequirements.limits": "The most that may be used.",
    "ResourceRequirements.requests": "What is kept free for it.",
    "DeploymentSpec.replicas": "How many Pods there shall be; 1 unless said otherwise.",
    "DeploymentSpec.selector": "Labels of the Pods that belong to it.",
    "DeploymentSpec.strategy": "How old Pods are replaced by new ones.",
    "DeploymentSpec.template": "What the Pods look like.",
    "DeploymentStrategy.type": "Recreate or RollingUpdate.",
    "DeploymentStrategy.rollingUpdate": "How many Pods may be missing or extra meanwhile.",
    "ServiceSpec.ports": "The ports of the service.", "ServiceSpec.selector": "Labels of the Pods behind it.",
    "ServiceSpec.type": "ClusterIP, NodePort, LoadBalancer or ExternalName.",
  ]
}
