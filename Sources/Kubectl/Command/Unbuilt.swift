/// Commands that are not built yet: each says so.
enum ApiResourcesCommand {
  static func run(_ invocation: Invocation) throws {
    throw Failure.message("not simulated: kubectl \(invocation.path)")
  }
}

enum ApiVersionsCommand {
  static func run(_ invocation: Invocation) throws {
    throw Failure.message("not simulated: kubectl \(invocation.path)")
  }
}

enum AuthCanICommand {
  static func run(_ invocation: Invocation) throws {
    throw Failure.message("not simulated: kubectl \(invocation.path)")
  }
}

enum AuthReconcileCommand {
  static func run(_ invocation: Invocation) throws {
    throw Failure.message("not simulated: kubectl \(invocation.path)")
  }
}

enum AuthWhoamiCommand {
  static func run(_ invocation: Invocation) throws {
    throw Failure.message("not simulated: kubectl \(invocation.path)")
  }
}

enum CertificateApproveCommand {
  static func run(_ invocation: Invocation) throws {
    throw Failure.message("not simulated: kubectl \(invocation.path)")
  }
}

enum CertificateDenyCommand {
  static func run(_ invocation: Invocation) throws {
    throw Failure.message("not simulated: kubectl \(invocation.path)")
  }
}

enum ClusterInfoCommand {
  static func run(_ invocation: Invocation) throws {
    throw Failure.message("not simulated: kubectl \(invocation.path)")
  }
}

enum ClusterInfoDumpCommand {
  static func run(_ invocation: Invocation) throws {
    throw Failure.message("not simulated: kubectl \(invocation.path)")
  }
}

enum CompletionCommand {
  static func run(_ invocation: Invocation) throws {
    throw Failure.message("not simulated: kubectl \(invocation.path)")
  }
}

enum CordonCommand {
  static func run(_ invocation: Invocation) throws {
    throw Failure.message("not simulated: kubectl \(invocation.path)")
  }
}

enum DescribeCommand {
  static func run(_ invocation: Invocation) throws {
    throw Failure.message("not simulated: kubectl \(invocation.path)")
  }
}

enum DrainCommand {
  static func run(_ invocation: Invocation) throws {
    throw Failure.message("not simulated: kubectl \(invocation.path)")
  }
}

enum EventsCommand {
  static func run(_ invocation: Invocation) throws {
    throw Failure.message("not simulated: kubectl \(invocation.path)")
  }
}

enum ExplainCommand {
  static func run(_ invocation: Invocation) throws {
    throw Failure.message("not simulated: kubectl \(invocation.path)")
  }
}

enum KustomizeCommand {
  static func run(_ invocation: Invocation) throws {
    throw Failure.message("not simulated: kubectl \(invocation.path)")
  }
}

enum PluginListCommand {
  static func run(_ invocation: Invocation) throws {
    throw Failure.message("not simulated: kubectl \(invocation.path)")
  }
}

enum RolloutHistoryCommand {
  static func run(_ invocation: Invocation) throws {
    throw Failure.message("not simulated: kubectl \(invocation.path)")
  }
}

enum RolloutPauseCommand {
  static func run(_ invocation: Invocation) throws {
    throw Failure.message("not simulated: kubectl \(invocation.path)")
  }
}

enum RolloutRestartCommand {
  static func run(_ invocation: Invocation) throws {
    throw Failure.message("not simulated: kubectl \(invocation.path)")
  }
}

enum RolloutResumeCommand {
  static func run(_ invocation: Invocation) throws {
    throw Failure.message("not simulated: kubectl \(invocation.path)")
  }
}

enum RolloutStatusCommand {
  static func run(_ invocation: Invocation) throws {
    throw Failure.message("not simulated: kubectl \(invocation.path)")
  }
}

enum RolloutUndoCommand {
  static func run(_ invocation: Invocation) throws {
    throw Failure.message("not simulated: kubectl \(invocation.path)")
  }
}

enum SetEnvCommand {
  static func run(_ invocation: Invocation) throws {
    throw Failure.message("not simulated: kubectl \(invocation.path)")
  }
}

enum SetImageCommand {
  static func run(_ invocation: Invocation) throws {
    throw Failure.message("not simulated: kubectl \(invocation.path)")
  }
}

enum SetResourcesCommand {
  static func run(_ invocation: Invocation) throws {
    throw Failure.message("not simulated: kubectl \(invocation.path)")
  }
}

enum SetSelectorCommand {
  static func run(_ invocation: Invocation) throws {
    throw Failure.message("not simulated: kubectl \(invocation.path)")
  }
}

enum SetServiceaccountCommand {
  static func run(_ invocation: Invocation) throws {
    throw Failure.message("not simulated: kubectl \(invocation.path)")
  }
}

enum SetSubjectCommand {
  static func run(_ invocation: Invocation) throws {
    throw Failure.message("not simulated: kubectl \(invocation.path)")
  }
}

enum TaintCommand {
  static func run(_ invocation: Invocation) throws {
    throw Failure.message("not simulated: kubectl \(invocation.path)")
  }
}

enum TopNodeCommand {
  static func run(_ invocation: Invocation) throws {
    throw Failure.message("not simulated: kubectl \(invocation.path)")
  }
}

enum TopPodCommand {
  static func run(_ invocation: Invocation) throws {
    throw Failure.message("not simulated: kubectl \(invocation.path)")
  }
}

enum UncordonCommand {
  static func run(_ invocation: Invocation) throws {
    throw Failure.message("not simulated: kubectl \(invocation.path)")
  }
}

enum VersionCommand {
  static func run(_ invocation: Invocation) throws {
    throw Failure.message("not simulated: kubectl \(invocation.path)")
  }
}

enum WaitCommand {
  static func run(_ invocation: Invocation) throws {
    throw Failure.message("not simulated: kubectl \(invocation.path)")
  }
}
