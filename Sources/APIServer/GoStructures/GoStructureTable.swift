/// The fields of the internal structures that messages show, in their order (read by `GoStructures`).
enum GoStructureTable {
  static let text = """
    PodSpec:Volumes>Volume InitContainers>Container Containers>Container EphemeralContainers>EphemeralContainer \
    RestartPolicy="" TerminationGracePeriodSeconds ActiveDeadlineSeconds DNSPolicy="" NodeSelector \
    ServiceAccountName="" AutomountServiceAccountToken NodeName="" SecurityContext>PodSecurityContext \
    ImagePullSecrets>LocalObjectReference Hostname="" Subdomain="" SetHostnameAsFQDN Affinity>Affinity \
    SchedulerName="" Tolerations>Toleration HostAliases>HostAlias PriorityClassName="" Priority PreemptionPolicy \
    DNSConfig>PodDNSConfig ReadinessGates>PodReadinessGate RuntimeClassName Overhead EnableServiceLinks \
    TopologySpreadConstraints>TopologySpreadConstraint OS>Named SchedulingGates>Named \
    ResourceClaims>PodResourceClaim Resources>ResourceRequirements HostnameOverride SchedulingGroup
    Container:Name="" Image="" Command Args WorkingDir="" Ports>ContainerPort EnvFrom>EnvFromSource Env>EnvVar \
    Resources>>ResourceRequirements ResizePolicy>ContainerResizePolicy RestartPolicy RestartPolicyRules \
    VolumeMounts>VolumeMount VolumeDevices>VolumeDevice LivenessProbe>Probe ReadinessProbe>Probe StartupProbe>Probe \
    Lifecycle>Lifecycle TerminationMessagePath="" TerminationMessagePolicy="" ImagePullPolicy="" \
    SecurityContext>SecurityContext Stdin=false StdinOnce=false TTY=false
    EphemeralContainer:Name="" Image="" Command Args WorkingDir="" Ports>ContainerPort EnvFrom>EnvFromSource \
    Env>EnvVar Resources>>ResourceRequirements ResizePolicy>ContainerResizePolicy RestartPolicy RestartPolicyRules \
    VolumeMounts>VolumeMount VolumeDevices>VolumeDevice LivenessProbe>Probe ReadinessProbe>Probe StartupProbe>Probe \
    Lifecycle>Lifecycle TerminationMessagePath="" TerminationMessagePolicy="" ImagePullPolicy="" \
    SecurityContext>SecurityContext Stdin=false StdinOnce=false TTY=false TargetContainerName=""
    ContainerPort:Name="" HostPort=0 ContainerPort=0 Protocol="" HostIP=""
    ContainerResizePolicy:ResourceName="" RestartPolicy=""
    EnvFromSource:Prefix="" ConfigMapRef>OptionalReference SecretRef>OptionalReference
    OptionalReference:Name="" Optional
    EnvVar:Name="" Value="" ValueFrom>EnvVarSource
    EnvVarSource:FieldRef>ObjectFieldSelector ResourceFieldRef>ResourceFieldSelector ConfigMapKeyRef>KeySelector \
    SecretKeyRef>KeySelector FileKeyRef
    ObjectFieldSelector:APIVersion="" FieldPath=""
    ResourceFieldSelector:ContainerName="" Resource="" Divisor="0"
    KeySelector:Name="" Key="" Optional
    ResourceRequirements:Limits Requests Claims>ResourceClaim
    ResourceClaim:Name="" Request=""
    PodResourceClaim:Name="" ResourceClaimName ResourceClaimTemplateName
    VolumeMount:Name="" ReadOnly=false RecursiveReadOnly MountPath="" SubPath="" MountPropagation SubPathExpr=""
    VolumeDevice:Name="" DevicePath=""
    Probe:Exec>ExecAction HTTPGet>HTTPGetAction TCPSocket>TCPSocketAction GRPC>GRPCAction InitialDelaySeconds=0 \
    TimeoutSeconds=0 PeriodSeconds=0 SuccessThreshold=0 FailureThreshold=0 TerminationGracePeriodSeconds
    ExecAction:Command
    HTTPGetAction:Path="" Port=0 Host="" Scheme="" HTTPHeaders>HTTPHeader
    HTTPHeader:Name="" Value=""
    TCPSocketAction:Port=0 Host=""
    GRPCAction:Port=0 Service
    Lifecycle:PostStart>LifecycleHandler PreStop>LifecycleHandler StopSignal
    LifecycleHandler:Exec>ExecAction HTTPGet>HTTPGetAction TCPSocket>TCPSocketAction Sleep>SleepAction
    SleepAction:Seconds=0
    SecurityContext:Capabilities>Capabilities Privileged SELinuxOptions>SELinuxOptions WindowsOptions RunAsUser \
    RunAsGroup RunAsNonRoot ReadOnlyRootFilesystem AllowPrivilegeEscalation ProcMount SeccompProfile>Profile \
    AppArmorProfile>Profile
    Capabilities:Add Drop
    Profile:Type="" LocalhostProfile
    SELinuxOptions:User="" Role="" Type="" Level=""
    PodSecurityContext:HostNetwork=false HostPID=false HostIPC=false ShareProcessNamespace HostUsers \
    SELinuxOptions>SELinuxOptions WindowsOptions RunAsUser RunAsGroup RunAsNonRoot SupplementalGroups \
    SupplementalGroupsPolicy FSGroup FSGroupChangePolicy Sysctls>Sysctl SeccompProfile>Profile \
    AppArmorProfile>Profile SELinuxChangePolicy
    Sysctl:Name="" Value=""
    LocalObjectReference:Name=""
    Named:Name=""
    Toleration:Key="" Operator="" Value="" Effect="" TolerationSeconds
    HostAlias:IP="" Hostnames
    PodDNSConfig:Nameservers Searches Options>PodDNSConfigOption
    PodDNSConfigOption:Name="" Value
    PodReadinessGate:ConditionType=""
    TopologySpreadConstraint:MaxSkew=0 TopologyKey="" WhenUnsatisfiable="" LabelSelector MinDomains \
    NodeAffinityPolicy NodeTaintsPolicy MatchLabelKeys
    Affinity:NodeAffinity>NodeAffinity PodAffinity>PodAffinity PodAntiAffinity>PodAffinity
    NodeAffinity:RequiredDuringSchedulingIgnoredDuringExecution>NodeSelector \
    PreferredDuringSchedulingIgnoredDuringExecution>PreferredSchedulingTerm
    NodeSelector:NodeSelectorTerms>NodeSelectorTerm
    NodeSelectorTerm:MatchExpressions>NodeSelectorRequirement MatchFields>NodeSelectorRequirement
    NodeSelectorRequirement:Key="" Operator="" Values
    PreferredSchedulingTerm:Weight=0 Preference>>NodeSelectorTerm
    PodAffinity:RequiredDuringSchedulingIgnoredDuringExecution>PodAffinityTerm \
    PreferredDuringSchedulingIgnoredDuringExecution>WeightedPodAffinityTerm
    WeightedPodAffinityTerm:Weight=0 PodAffinityTerm>>PodAffinityTerm
    PodAffinityTerm:LabelSelector Namespaces TopologyKey="" NamespaceSelector MatchLabelKeys MismatchLabelKeys
    Volume:Name="" HostPath>HostPathVolumeSource EmptyDir>EmptyDirVolumeSource GCEPersistentDisk \
    AWSElasticBlockStore GitRepo>GitRepoVolumeSource Secret>SecretVolumeSource NFS>NFSVolumeSource ISCSI Glusterfs \
    PersistentVolumeClaim>PersistentVolumeClaimVolumeSource RBD Quobyte FlexVolume Cinder CephFS Flocker \
    DownwardAPI>DownwardAPIVolumeSource FC AzureFile ConfigMap>ConfigMapVolumeSource VsphereVolume AzureDisk \
    PhotonPersistentDisk Projected>ProjectedVolumeSource PortworxVolume ScaleIO StorageOS CSI>CSIVolumeSource \
    Ephemeral>EphemeralVolumeSource Image>ImageVolumeSource
    HostPathVolumeSource:Path="" Type
    EmptyDirVolumeSource:Medium="" SizeLimit
    GitRepoVolumeSource:Repository="" Revision="" Directory=""
    SecretVolumeSource:SecretName="" Items>KeyToPath DefaultMode Optional
    ConfigMapVolumeSource:Name="" Items>KeyToPath DefaultMode Optional
    KeyToPath:Key="" Path="" Mode
    NFSVolumeSource:Server="" Path="" ReadOnly=false
    PersistentVolumeClaimVolumeSource:ClaimName="" ReadOnly=false
    DownwardAPIVolumeSource:Items>DownwardAPIVolumeFile DefaultMode
    DownwardAPIProjection:Items>DownwardAPIVolumeFile
    DownwardAPIVolumeFile:Path="" FieldRef>ObjectFieldSelector ResourceFieldRef>ResourceFieldSelector Mode
    ProjectedVolumeSource:Sources>VolumeProjection DefaultMode
    VolumeProjection:Secret>ConfigMapProjection DownwardAPI>DownwardAPIProjection ConfigMap>ConfigMapProjection \
    ServiceAccountToken>ServiceAccountTokenProjection ClusterTrustBundle PodCertificate
    ConfigMapProjection:Name="" Items>KeyToPath Optional
    ServiceAccountTokenProjection:Audience="" ExpirationSeconds=0 Path=""
    CSIVolumeSource:Driver="" ReadOnly FSType VolumeAttributes NodePublishSecretRef>LocalObjectReference
    EphemeralVolumeSource:VolumeClaimTemplate
    ImageVolumeSource:Reference="" PullPolicy=""
    PersistentVolumeSource:GCEPersistentDisk AWSElasticBlockStore HostPath>HostPathVolumeSource Glusterfs \
    NFS>NFSVolumeSource RBD Quobyte ISCSI FlexVolume Cinder CephFS FC Flocker AzureFile VsphereVolume AzureDisk \
    PhotonPersistentDisk PortworxVolume ScaleIO Local>LocalVolumeSource StorageOS CSI>CSIPersistentVolumeSource
    LocalVolumeSource:Path="" FSType
    CSIPersistentVolumeSource:Driver="" VolumeHandle="" ReadOnly=false FSType="" VolumeAttributes \
    ControllerPublishSecretRef NodeStageSecretRef NodePublishSecretRef ControllerExpandSecretRef NodeExpandSecretRef
    PersistentVolumeClaimSpec:AccessModes Selector Resources>>VolumeResourceRequirements VolumeName="" \
    StorageClassName VolumeMode DataSource>TypedReference DataSourceRef>TypedObjectReference VolumeAttributesClassName
    VolumeResourceRequirements:Limits Requests
    TypedReference:APIGroup Kind="" Name=""
    TypedObjectReference:APIGroup Kind="" Name="" Namespace
    """
}
