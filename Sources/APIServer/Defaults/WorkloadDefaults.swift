import Documents

extension Defaults {
  static let workloads: [String: Rule] = [
    "apps.v1.DeploymentSpec": { spec in
      set(&spec, "replicas", 1)
      set(&spec, "revisionHistoryLimit", 10)
      set(&spec, "progressDeadlineSeconds", 600)
      set(&spec, "strategy", .emptyObject)
      change(&spec, "strategy") { strategy in
        set(&strategy, "type", "RollingUpdate")
        guard strategy["type"] == "RollingUpdate" else { return }
        set(&strategy, "rollingUpdate", .emptyObject)
        change(&strategy, "rollingUpdate") { update in
          set(&update, "maxUnavailable", "25%")
          set(&update, "maxSurge", "25%")
        }
      }
    },
    "apps.v1.ReplicaSetSpec": { spec in set(&spec, "replicas", 1) },
    "core.v1.ReplicationControllerSpec": { spec in
      set(&spec, "replicas", 1)
      if spec["selector"] == nil, let labels = spec["template"]?["metadata"]?["labels"] { spec["selector"] = labels }
    },
    "apps.v1.StatefulSetSpec": { spec in
      set(&spec, "replicas", 1)
      set(&spec, "revisionHistoryLimit", 10)
      set(&spec, "podManagementPolicy", "OrderedReady")
      set(&spec, "updateStrategy", .emptyObject)
      change(&spec, "updateStrategy") { strategy in
        set(&strategy, "type", "RollingUpdate")
        guard strategy["type"] == "RollingUpdate" else { return }
        set(&strategy, "rollingUpdate", .emptyObject)
        change(&strategy, "rollingUpdate") { set(&$0, "partition", 0) }
      }
      set(&spec, "persistentVolumeClaimRetentionPolicy", .emptyObject)
      change(&spec, "persistentVolumeClaimRetentionPolicy") { policy in
        set(&policy, "whenDeleted", "Retain")
        set(&policy, "whenScaled", "Retain")
      }
      each(&spec, "volumeClaimTemplates") { claim in
        set(&claim, "apiVersion", "v1")
        set(&claim, "kind", "PersistentVolumeClaim")
        set(&claim, "status", ["phase": "Pending"])
      }
    },
    "apps.v1.DaemonSetSpec": { spec in
      set(&spec, "revisionHistoryLimit", 10)
      set(&spec, "updateStrategy", .emptyObject)
      change(&spec, "updateStrategy") { strategy in
        set(&strategy, "type", "RollingUpdate")
        guard strategy["type"] == "RollingUpdate" else { return }
        set(&strategy, "rollingUpdate", .emptyObject)
        change(&strategy, "rollingUpdate") { update in
          set(&update, "maxUnavailable", 1)
          set(&update, "maxSurge", 0)
        }
      }
    },
    "batch.v1.JobTemplateSpec": { template in set(&template, "metadata", .emptyObject) },
    "batch.v1.Job": { job in
      change(&job, "spec") { spec in
        if spec["completions"] == nil, spec["parallelism"] == nil {
          spec["completions"] = 1
          spec["parallelism"] = 1
        }
        set(&spec, "parallelism", 1)
        set(&spec, "backoffLimit", spec["backoffLimitPerIndex"] == nil ? 6 : 2_147_483_647)
        set(&spec, "completionMode", "NonIndexed")
        set(&spec, "suspend", false)
        let hasFailurePolicy = spec["podFailurePolicy"] != nil
        set(&spec, "podReplacementPolicy", hasFailurePolicy ? "Failed" : "TerminatingOrFailed")
        set(&spec, "manualSelector", false)
      }
      // Labels of a Job without any are those of its Pods.
      if job["metadata"]?["labels"] == nil, let labels = job["spec"]?["template"]?["metadata"]?["labels"] {
        change(&job, "metadata") { $0["labels"] = labels }
      }
    },
    "batch.v1.CronJobSpec": { spec in
      set(&spec, "concurrencyPolicy", "Allow")
      set(&spec, "suspend", false)
      set(&spec, "successfulJobsHistoryLimit", 3)
      set(&spec, "failedJobsHistoryLimit", 1)
    },
    "autoscaling.v2.HorizontalPodAutoscalerSpec": { spec in
      set(&spec, "minReplicas", 1)
      set(
        &spec, "metrics",
        [
          [
            "type": "Resource",
            "resource": ["name": "cpu", "target": ["type": "Utilization", "averageUtilization": 80]],
          ]
        ])
    },
    "autoscaling.v1.HorizontalPodAutoscalerSpec": { spec in set(&spec, "minReplicas", 1) },
    "policy.v1.PodDisruptionBudgetSpec": { _ in },
  ]
}
