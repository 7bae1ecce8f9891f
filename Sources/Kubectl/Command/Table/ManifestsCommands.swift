extension CommandTable {
  /// Commands that work on files of objects.
  static let manifestsCommands: [Command] = [
    Command(
      "apply",
      summary: "Bring objects to the state that files describe",
      usage: "apply (-f FILENAME | -k DIRECTORY)",
      flags:
        """
        all:bool cascade:optional(background)=background dry-run:optional(unchanged)=none \
        field-manager:string=kubectl-client-side-apply f,filename:list force:bool \
        force-conflicts:bool grace-period:int=-1 k,kustomize:string openapi-patch:bool=true \
        o,output:string overwrite:bool=true prune:bool prune-allowlist:array \
        R,recursive:bool l,selector:string server-side:bool subresource:string \
        timeout:duration validate:optional(strict)=strict wait:bool %print
        """,
      section: "Advanced Commands",
      attempts: 1,
      body: ApplyCommand.run,
      children: [
        Command(
          "edit-last-applied",
          summary: "Edit the configuration that was applied last",
          usage: "apply edit-last-applied (RESOURCE/NAME | -f FILENAME)",
          flags:
            """
            field-manager:string=kubectl-client-side-apply %files o,output:string \
            validate:optional(strict)=strict windows-line-endings:bool %print
            """,
          completes: .resources,
          body: ApplyEditLastAppliedCommand.run),
        Command(
          "set-last-applied",
          summary: "Store a file as the configuration that was applied last",
          usage: "apply set-last-applied -f FILENAME",
          flags:
            """
            create-annotation:bool dry-run:optional(unchanged)=none f,filename:list \
            o,output:string %print
            """,
          body: ApplySetLastAppliedCommand.run),
        Command(
          "view-last-applied",
          summary: "Show the configuration that was applied last",
          usage: "apply view-last-applied (TYPE [NAME | -l label] | TYPE/NAME | -f FILENAME)",
          flags: "all:bool %files o,output:string=yaml l,selector:string",
          completes: .resources,
          body: ApplyViewLastAppliedCommand.run),
      ]),
    Command(
      "diff",
      summary: "Show what apply would change",
      usage: "diff -f FILENAME",
      flags:
        """
        concurrency:int=1 field-manager:string=kubectl-client-side-apply f,filename:list \
        force-conflicts:bool k,kustomize:string prune:bool prune-allowlist:array \
        R,recursive:bool l,selector:string server-side:bool show-secrets:bool
        """,
      section: "Advanced Commands",
      body: DiffCommand.run),
    Command(
      "replace",
      summary: "Put an object in the place of another",
      usage: "replace -f FILENAME",
      flags:
        """
        cascade:optional(background)=background dry-run:optional(unchanged)=none \
        field-manager:string=kubectl-replace f,filename:list force:bool grace-period:int=-1 \
        k,kustomize:string o,output:string raw:string R,recursive:bool save-config:bool \
        subresource:string timeout:duration validate:optional(strict)=strict wait:bool \
        %print
        """,
      section: "Advanced Commands",
      body: ReplaceCommand.run),
    Command(
      "kustomize",
      summary: "Build the objects of a kustomization",
      usage: "kustomize DIR [flags]",
      flags:
        """
        as-current-user:bool enable-alpha-plugins:bool enable-helm:bool e,env:array \
        helm-api-versions:list helm-command:string=helm helm-debug:bool \
        helm-kube-version:string load-restrictor:string=LoadRestrictionsRootOnly \
        mount:array network:bool network-name:string=bridge o,output:string
        """,
      section: "Advanced Commands",
      body: KustomizeCommand.run),
    Command(
      "delete",
      summary: "Remove objects",
      usage: "delete ([-f FILENAME] | [-k DIRECTORY] | TYPE [(NAME | -l label | --all)])",
      flags:
        """
        all:bool A,all-namespaces:bool cascade:optional(background)=background \
        dry-run:optional(unchanged)=none field-selector:string f,filename:list force:bool \
        grace-period:int=-1 ignore-not-found:bool i,interactive:bool k,kustomize:string \
        now:bool o,output:string raw:string R,recursive:bool l,selector:string \
        timeout:duration wait:bool=true
        """,
      section: "Basic Commands (Intermediate)",
      completes: .resources,
      body: DeleteCommand.run),
  ]
}
