extension CommandTable {
  /// Commands that run things.
  static let workloadsCommands: [Command] = [
    Command(
      "expose",
      summary: "Make a service for Pods that exist",
      usage:
        """
        expose (-f FILENAME | TYPE NAME) [--port=port] [--protocol=TCP|UDP|SCTP] \
        [--target-port=number-or-name] [--name=name] [--external-ip=external-ip-of-service] \
        [--type=type]
        """,
      flags:
        """
        cluster-ip:string dry-run:optional(unchanged)=none external-ip:string \
        field-manager:string=kubectl-expose %files l,labels:string load-balancer-ip:string \
        name:string o,output:string override-type:string=merge overrides:string port:string \
        protocol:string save-config:bool selector:string session-affinity:string \
        target-port:string type:string %print
        """,
      section: "Basic Commands (Beginner)",
      completes: .resources,
      body: ExposeCommand.run),
    Command(
      "run",
      summary: "Start one Pod from an image",
      usage:
        """
        run NAME --image=image [--env=\"key=value\"] [--port=port] [--dry-run=server|client] \
        [--overrides=inline-json] [--command] -- [COMMAND] [args...]
        """,
      flags:
        """
        annotations:array attach:bool detach-keys:string=ctrl-p,ctrl-q \
        cascade:optional(background)=background command:bool \
        dry-run:optional(unchanged)=none env:array expose:bool \
        field-manager:string=kubectl-run f,filename:list force:bool grace-period:int=-1 \
        image:string* image-pull-policy:string k,kustomize:string l,labels:string \
        leave-stdin-open:bool o,output:string override-type:string=merge overrides:string \
        pod-running-timeout:duration=1m0s port:string privileged:bool q,quiet:bool \
        R,recursive:bool restart:string=Always rm:bool save-config:bool i,stdin:bool \
        timeout:duration t,tty:bool wait:bool %print
        """,
      section: "Basic Commands (Beginner)",
      attempts: 1,
      body: RunCommand.run),
    Command(
      "scale",
      summary: "Change the number of replicas",
      usage:
        """
        scale [--resource-version=version] [--current-replicas=count] --replicas=COUNT (-f \
        FILENAME | TYPE NAME)
        """,
      flags:
        """
        all:bool current-replicas:int64=-1 dry-run:optional(unchanged)=none %files \
        o,output:string replicas:int* resource-version:string l,selector:string \
        timeout:duration %print
        """,
      section: "Deploy Commands",
      completes: .resources,
      body: ScaleCommand.run),
    Command(
      "autoscale",
      summary: "Let the number of replicas follow the load",
      usage:
        """
        autoscale (-f FILENAME | TYPE NAME | TYPE/NAME) [--min=MINPODS] --max=MAXPODS \
        [--cpu=CPU] [--memory=MEMORY]
        """,
      flags:
        """
        cpu:string cpu-percent:int32=-1! memory:string dry-run:optional(unchanged)=none \
        field-manager:string=kubectl-autoscale %files max:int32=-1* min:int32=-1 \
        name:string o,output:string save-config:bool %print
        """,
      section: "Deploy Commands",
      completes: .resources,
      body: AutoscaleCommand.run),
    Command(
      "rollout",
      summary: "Steer how changes of workloads are rolled out",
      usage: "rollout SUBCOMMAND",
      isGroup: true,
      section: "Deploy Commands",
      children: [
        Command(
          "history",
          summary: "Show the revisions of a workload",
          usage: "rollout history (TYPE NAME | TYPE/NAME) [flags]",
          flags: "%files o,output:string revision:int64 l,selector:string %print",
          completes: .resources,
          body: RolloutHistoryCommand.run),
        Command(
          "pause",
          summary: "Hold changes back",
          usage: "rollout pause RESOURCE",
          flags:
            """
            field-manager:string=kubectl-rollout %files o,output:string l,selector:string \
            %print
            """,
          completes: .resources,
          body: RolloutPauseCommand.run),
        Command(
          "restart",
          summary: "Replace all Pods of a workload",
          usage: "rollout restart RESOURCE",
          flags:
            """
            field-manager:string=kubectl-rollout %files o,output:string l,selector:string \
            %print
            """,
          completes: .resources,
          body: RolloutRestartCommand.run),
        Command(
          "resume",
          summary: "Go on after a pause",
          usage: "rollout resume RESOURCE",
          flags:
            """
            field-manager:string=kubectl-rollout %files o,output:string l,selector:string \
            %print
            """,
          completes: .resources,
          body: RolloutResumeCommand.run),
        Command(
          "status",
          summary: "Follow a roll-out to its end",
          usage: "rollout status (TYPE NAME | TYPE/NAME) [flags]",
          flags: "%files revision:int64 l,selector:string timeout:duration w,watch:bool=true",
          completes: .resources,
          body: RolloutStatusCommand.run),
        Command(
          "undo",
          summary: "Go back to an earlier revision",
          usage: "rollout undo (TYPE NAME | TYPE/NAME) [flags]",
          flags:
            """
            dry-run:optional(unchanged)=none %files o,output:string l,selector:string \
            to-revision:int64 %print
            """,
          completes: .resources,
          body: RolloutUndoCommand.run),
      ]),
  ]
}
