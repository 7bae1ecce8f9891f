extension CommandTable {
  /// Commands that change fields of objects.
  static let settingCommands: [Command] = [
    Command(
      "set",
      summary: "Change certain fields of objects",
      usage: "set SUBCOMMAND",
      isGroup: true,
      section: "Basic Commands (Beginner)",
      children: [
        Command(
          "env",
          summary: "Change environment variables of Pod templates",
          usage: "set env RESOURCE/NAME KEY_1=VAL_1 ... KEY_N=VAL_N",
          flags:
            """
            all:bool c,containers:string=* dry-run:optional(unchanged)=none e,env:array \
            field-manager:string=kubectl-set f,filename:list from:string keys:list \
            k,kustomize:string list:bool local:bool o,output:string overwrite:bool=true \
            prefix:string R,recursive:bool resolve:bool l,selector:string %print
            """,
          completes: .resources,
          body: SetEnvCommand.run),
        Command(
          "image",
          summary: "Change the images of Pod templates",
          usage:
            """
            set image (-f FILENAME | TYPE NAME) CONTAINER_NAME_1=CONTAINER_IMAGE_1 ... \
            CONTAINER_NAME_N=CONTAINER_IMAGE_N
            """,
          flags:
            """
            all:bool dry-run:optional(unchanged)=none field-manager:string=kubectl-set \
            %files local:bool o,output:string l,selector:string %print
            """,
          completes: .resources,
          body: SetImageCommand.run),
        Command(
          "resources",
          summary: "Change requests and limits of Pod templates",
          usage: "set resources (-f FILENAME | TYPE NAME)  ([--limits=LIMITS & --requests=REQUESTS]",
          flags:
            """
            all:bool c,containers:string=* dry-run:optional(unchanged)=none \
            field-manager:string=kubectl-set %files limits:string local:bool \
            o,output:string requests:string l,selector:string %print
            """,
          completes: .resources,
          body: SetResourcesCommand.run),
        Command(
          "selector",
          summary: "Change the selector of a service",
          usage: "set selector (-f FILENAME | TYPE NAME) EXPRESSIONS [--resource-version=version]",
          flags:
            """
            all:bool dry-run:optional(unchanged)=none field-manager:string=kubectl-set \
            f,filename:list local:bool o,output:string R,recursive:bool=true \
            resource-version:string %print
            """,
          completes: .resources,
          body: SetSelectorCommand.run),
        Command(
          "serviceaccount", aliases: ["sa"],
          summary: "Change the service account of Pod templates",
          usage: "set serviceaccount (-f FILENAME | TYPE NAME) SERVICE_ACCOUNT",
          flags:
            """
            all:bool dry-run:optional(unchanged)=none field-manager:string=kubectl-set \
            %files local:bool o,output:string %print
            """,
          completes: .resources,
          body: SetServiceaccountCommand.run),
        Command(
          "subject",
          summary: "Change who a binding is for",
          usage:
            """
            set subject (-f FILENAME | TYPE NAME) [--user=username] [--group=groupname] \
            [--serviceaccount=namespace:serviceaccountname] [--dry-run=server|client|none]
            """,
          flags:
            """
            all:bool dry-run:optional(unchanged)=none field-manager:string=kubectl-set \
            f,filename:list group:array k,kustomize:string local:bool o,output:string \
            R,recursive:bool l,selector:string serviceaccount:array user:array %print
            """,
          completes: .resources,
          body: SetSubjectCommand.run),
      ]),
    Command(
      "label",
      summary: "Change labels",
      usage:
        """
        label [--overwrite] (-f FILENAME | TYPE NAME) KEY_1=VAL_1 ... KEY_N=VAL_N \
        [--resource-version=version]
        """,
      flags:
        """
        all:bool A,all-namespaces:bool dry-run:optional(unchanged)=none \
        field-manager:string=kubectl-label field-selector:string %files list:bool \
        local:bool o,output:string overwrite:bool resource-version:string l,selector:string \
        %print
        """,
      section: "Settings Commands",
      completes: .resources,
      body: LabelCommand.run),
    Command(
      "annotate",
      summary: "Change annotations",
      usage:
        """
        annotate [--overwrite] (-f FILENAME | TYPE NAME) KEY_1=VAL_1 ... KEY_N=VAL_N \
        [--resource-version=version]
        """,
      flags:
        """
        all:bool A,all-namespaces:bool dry-run:optional(unchanged)=none \
        field-manager:string=kubectl-annotate field-selector:string %files list:bool \
        local:bool o,output:string overwrite:bool resource-version:string l,selector:string \
        %print
        """,
      section: "Settings Commands",
      completes: .resources,
      body: AnnotateCommand.run),
    Command(
      "taint",
      summary: "Change the taints of nodes",
      usage: "taint NODE NAME KEY_1=VAL_1:TAINT_EFFECT_1 ... KEY_N=VAL_N:TAINT_EFFECT_N",
      flags:
        """
        all:bool dry-run:optional(unchanged)=none field-manager:string=kubectl-taint \
        o,output:string overwrite:bool l,selector:string validate:optional(strict)=strict \
        %print
        """,
      section: "Cluster Management Commands",
      completes: .names("nodes"),
      body: TaintCommand.run),
    Command(
      "patch",
      summary: "Change single fields of an object",
      usage: "patch (-f FILENAME | TYPE NAME) [-p PATCH|--patch-file FILE]",
      flags:
        """
        dry-run:optional(unchanged)=none field-manager:string=kubectl-patch %files \
        local:bool o,output:string p,patch:string patch-file:string subresource:string \
        type:string=strategic %print
        """,
      section: "Advanced Commands",
      completes: .resources,
      body: PatchCommand.run),
    Command(
      "edit",
      summary: "Change an object in an editor",
      usage: "edit (RESOURCE/NAME | -f FILENAME)",
      flags:
        """
        field-manager:string=kubectl-edit %files o,output:string output-patch:bool \
        save-config:bool subresource:string validate:optional(strict)=strict \
        windows-line-endings:bool %print
        """,
      section: "Basic Commands (Intermediate)",
      completes: .resources,
      body: EditCommand.run),
  ]
}
