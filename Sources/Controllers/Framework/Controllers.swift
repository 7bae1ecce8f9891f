/// All controllers of kube-controller-manager, and the scheduler.
public enum Controllers {
  /// What kube-controller-manager runs, in the order in which they are asked.
  public static let manager: [any Controller.Type] = [
    DeploymentController.self, ReplicaSetController.self, ReplicationController.self, StatefulSetController.self,
    DaemonSetController.self,
    JobController.self, FinishedJobController.self, CronJobController.self, DisruptionController.self,
    AutoscalerController.self, ResourceQuotaController.self,
    EndpointsController.self, EndpointSliceController.self, EndpointSliceMirror.self, ServiceAccountController.self,
    RootCertificateController.self, NamespaceController.self, GarbageCollector.self,
    NodeLifecycleController.self, NodeRegistrationController.self, TaintEvictionController.self,
    PodGarbageCollector.self,
    NodeAddressController.self, VolumeBinder.self, ClaimProtectionController.self,
    VolumeProtectionController.self, SigningController.self,
  ]

  /// What kube-scheduler runs.
  public static let scheduler: [any Controller.Type] = [Scheduler.self]
}
