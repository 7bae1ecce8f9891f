extension CommandTable {
  /// Commands about nodes, the control plane and kubectl itself.
  static let clusterCommands: [Command] = [
    Command(
      "cluster-info",
      summary: "Show where the control plane is",
      usage: "cluster-info [flags]",
      section: "Cluster Management Commands",
      body: ClusterInfoCommand.run,
      children: [
        Command(
          "dump",
          summary: "Write out what helps to find faults",
          usage: "cluster-info dump [flags]",
          flags:
            """
            A,all-namespaces:bool namespaces:list o,output:string=json \
            output-directory:string pod-running-timeout:duration=20s %print
            """,
          body: ClusterInfoDumpCommand.run),
      ]),
    Command(
      "cordon",
      summary: "Keep new Pods off a node",
      usage: "cordon NODE",
      flags: "dry-run:optional(unchanged)=none l,selector:string",
      section: "Cluster Management Commands",
      completes: .names("nodes"),
      body: CordonCommand.run),
    Command(
      "uncordon",
      summary: "Let new Pods onto a node",
      usage: "uncordon NODE",
      flags: "dry-run:optional(unchanged)=none l,selector:string",
      section: "Cluster Management Commands",
      completes: .names("nodes"),
      body: UncordonCommand.run),
    Command(
      "drain",
      summary: "Empty a node",
      usage: "drain NODE",
      flags:
        """
        chunk-size:int64=500 delete-emptydir-data:bool disable-eviction:bool \
        dry-run:optional(unchanged)=none force:bool grace-period:int=-1 \
        ignore-daemonsets:bool pod-selector:string l,selector:string \
        skip-wait-for-delete-timeout:int timeout:duration
        """,
      section: "Cluster Management Commands",
      completes: .names("nodes"),
      attempts: 4,
      body: DrainCommand.run),
    Command(
      "certificate",
      summary: "Decide on certificate signing requests",
      usage: "certificate SUBCOMMAND",
      isGroup: true,
      section: "Cluster Management Commands",
      children: [
        Command(
          "approve",
          summary: "Approve a certificate signing request",
          usage: "certificate approve (-f FILENAME | NAME)",
          flags:
            """
            f,filename:list force:bool k,kustomize:string o,output:string R,recursive:bool \
            %print
            """,
          completes: .names("certificatesigningrequests"),
          body: CertificateApproveCommand.run),
        Command(
          "deny",
          summary: "Deny a certificate signing request",
          usage: "certificate deny (-f FILENAME | NAME)",
          flags:
            """
            f,filename:list force:bool k,kustomize:string o,output:string R,recursive:bool \
            %print
            """,
          completes: .names("certificatesigningrequests"),
          body: CertificateDenyCommand.run),
      ]),
    Command(
      "auth",
      summary: "Look at rights",
      usage: "auth [flags]",
      isGroup: true,
      section: "Troubleshooting and Debugging Commands",
      children: [
        Command(
          "can-i",
          summary: "Ask whether something is allowed",
          usage: "auth can-i VERB [TYPE | TYPE/NAME | NONRESOURCEURL]",
          flags: "A,all-namespaces:bool list:bool no-headers:bool q,quiet:bool subresource:string",
          attempts: 2,
          body: AuthCanICommand.run),
        Command(
          "reconcile",
          summary: "Bring RBAC objects to a wanted state",
          usage: "auth reconcile -f FILENAME",
          flags:
            """
            dry-run:optional(unchanged)=none %files o,output:string \
            remove-extra-permissions:bool remove-extra-subjects:bool %print
            """,
          body: AuthReconcileCommand.run),
        Command(
          "whoami",
          summary: "Show who the server takes you for",
          usage: "auth whoami",
          flags: "o,output:string %print",
          body: AuthWhoamiCommand.run),
      ]),
    Command(
      "api-resources",
      summary: "List the kinds that the server has",
      usage: "api-resources [flags]",
      flags:
        """
        api-group:string cached:bool categories:list namespaced:bool=true no-headers:bool \
        o,output:string sort-by:string verbs:list
        """,
      section: "Other Commands",
      attempts: 1,
      body: ApiResourcesCommand.run),
    Command(
      "api-versions",
      summary: "List the API versions that the server has",
      usage: "api-versions",
      section: "Other Commands",
      body: ApiVersionsCommand.run),
    Command(
      "version",
      summary: "Show the versions of client and server",
      usage: "version [flags]",
      flags: "client:bool o,output:string",
      section: "Other Commands",
      body: VersionCommand.run),
    Command(
      "plugin",
      summary: "Look at plugins",
      usage: "plugin [flags]",
      isGroup: true,
      section: "Other Commands",
      children: [
        Command(
          "list",
          summary: "List plugins in PATH",
          usage: "plugin list [flags]",
          flags: "name-only:bool",
          body: PluginListCommand.run),
      ]),
    Command(
      "completion",
      summary: "Print the completion code of a shell",
      usage: "completion SHELL",
      section: "Settings Commands",
      completes: .words(["bash", "zsh", "fish", "powershell"]),
      body: CompletionCommand.run),
  ]
}
