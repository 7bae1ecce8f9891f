extension CommandTable {
  /// `create` and its generators.
  static let createCommands: [Command] = [
    Command(
      "create",
      summary: "Make objects from files, standard input or a generator",
      usage: "create -f FILENAME",
      flags:
        """
        dry-run:optional(unchanged)=none edit:bool field-manager:string=kubectl-create \
        %files o,output:string raw:string save-config:bool l,selector:string \
        validate:optional(strict)=strict windows-line-endings:bool %print
        """,
      section: "Basic Commands (Beginner)",
      body: CreateCommand.run,
      children: [
        Command(
          "clusterrole",
          summary: "Make a cluster role",
          usage:
            """
            create clusterrole NAME --verb=verb --resource=resource.group \
            [--resource-name=resourcename] [--dry-run=server|client|none]
            """,
          flags:
            """
            aggregation-rule:string dry-run:optional(unchanged)=none \
            field-manager:string=kubectl-create non-resource-url:list o,output:string \
            resource:list resource-name:list save-config:bool \
            validate:optional(strict)=strict verb:list %print
            """,
          body: CreateClusterroleCommand.run),
        Command(
          "clusterrolebinding",
          summary: "Give a cluster role to users, groups or service accounts everywhere",
          usage:
            """
            create clusterrolebinding NAME --clusterrole=NAME [--user=username] \
            [--group=groupname] [--serviceaccount=namespace:serviceaccountname] \
            [--dry-run=server|client|none]
            """,
          flags:
            """
            clusterrole:string* dry-run:optional(unchanged)=none \
            field-manager:string=kubectl-create group:array o,output:string \
            save-config:bool serviceaccount:array user:array \
            validate:optional(strict)=strict %print
            """,
          body: CreateClusterrolebindingCommand.run),
        Command(
          "configmap", aliases: ["cm"],
          summary: "Make a config map from files or literal values",
          usage:
            """
            create configmap NAME [--from-file=[key=]source] [--from-literal=key1=value1] \
            [--dry-run=server|client|none]
            """,
          flags:
            """
            append-hash:bool dry-run:optional(unchanged)=none \
            field-manager:string=kubectl-create from-env-file:list from-file:list \
            from-literal:array o,output:string save-config:bool \
            validate:optional(strict)=strict %print
            """,
          body: CreateConfigmapCommand.run),
        Command(
          "cronjob", aliases: ["cj"],
          summary: "Make a job that runs by a schedule",
          usage:
            """
            create cronjob NAME --image=image --schedule='0/5 * * * ?' -- [COMMAND] \
            [args...] [flags]
            """,
          flags:
            """
            dry-run:optional(unchanged)=none field-manager:string=kubectl-create \
            image:string* o,output:string restart:string save-config:bool schedule:string* \
            validate:optional(strict)=strict %print
            """,
          body: CreateCronjobCommand.run),
        Command(
          "deployment", aliases: ["deploy"],
          summary: "Make a deployment from images",
          usage: "create deployment NAME --image=image -- [COMMAND] [args...]",
          flags:
            """
            dry-run:optional(unchanged)=none field-manager:string=kubectl-create \
            image:list* o,output:string port:int32=-1 r,replicas:int=1 save-config:bool \
            validate:optional(strict)=strict %print
            """,
          body: CreateDeploymentCommand.run),
        Command(
          "ingress", aliases: ["ing"],
          summary: "Make an ingress from rules",
          usage: "create ingress NAME --rule=host/path=service:port[,tls[=secret]] ",
          flags:
            """
            annotation:array class:string default-backend:string \
            dry-run:optional(unchanged)=none field-manager:string=kubectl-create \
            o,output:string rule:array save-config:bool validate:optional(strict)=strict \
            %print
            """,
          body: CreateIngressCommand.run),
        Command(
          "job",
          summary: "Make a job from an image or from a cron job",
          usage: "create job NAME --image=image [--from=cronjob/name] -- [COMMAND] [args...]",
          flags:
            """
            dry-run:optional(unchanged)=none field-manager:string=kubectl-create \
            from:string image:string o,output:string save-config:bool \
            validate:optional(strict)=strict %print
            """,
          body: CreateJobCommand.run),
        Command(
          "namespace", aliases: ["ns"],
          summary: "Make a namespace",
          usage: "create namespace NAME [--dry-run=server|client|none]",
          flags:
            """
            dry-run:optional(unchanged)=none field-manager:string=kubectl-create \
            o,output:string save-config:bool validate:optional(strict)=strict %print
            """,
          body: CreateNamespaceCommand.run),
        Command(
          "poddisruptionbudget", aliases: ["pdb"],
          summary: "Limit how many Pods may be disrupted at once",
          usage:
            """
            create poddisruptionbudget NAME --selector=SELECTOR --min-available=N \
            [--dry-run=server|client|none]
            """,
          flags:
            """
            dry-run:optional(unchanged)=none field-manager:string=kubectl-create \
            max-unavailable:string min-available:string o,output:string save-config:bool \
            selector:string validate:optional(strict)=strict %print
            """,
          body: CreatePoddisruptionbudgetCommand.run),
        Command(
          "priorityclass", aliases: ["pc"],
          summary: "Make a priority class",
          usage:
            """
            create priorityclass NAME --value=VALUE --global-default=BOOL \
            [--dry-run=server|client|none]
            """,
          flags:
            """
            description:string dry-run:optional(unchanged)=none \
            field-manager:string=kubectl-create global-default:bool o,output:string \
            preemption-policy:string=PreemptLowerPriority save-config:bool \
            validate:optional(strict)=strict value:int32 %print
            """,
          body: CreatePriorityclassCommand.run),
        Command(
          "quota", aliases: ["resourcequota"],
          summary: "Make a resource quota",
          usage:
            """
            create quota NAME [--hard=key1=value1,key2=value2] [--scopes=Scope1,Scope2] \
            [--dry-run=server|client|none]
            """,
          flags:
            """
            dry-run:optional(unchanged)=none field-manager:string=kubectl-create \
            hard:string o,output:string save-config:bool scopes:string \
            validate:optional(strict)=strict %print
            """,
          body: CreateQuotaCommand.run),
        Command(
          "role",
          summary: "Make a role in a namespace",
          usage:
            """
            create role NAME --verb=verb --resource=resource.group/subresource \
            [--resource-name=resourcename] [--dry-run=server|client|none]
            """,
          flags:
            """
            dry-run:optional(unchanged)=none field-manager:string=kubectl-create \
            o,output:string resource:list resource-name:list save-config:bool \
            validate:optional(strict)=strict verb:list %print
            """,
          body: CreateRoleCommand.run),
        Command(
          "rolebinding",
          summary: "Give a role to users, groups or service accounts in a namespace",
          usage:
            """
            create rolebinding NAME --clusterrole=NAME|--role=NAME [--user=username] \
            [--group=groupname] [--serviceaccount=namespace:serviceaccountname] \
            [--dry-run=server|client|none]
            """,
          flags:
            """
            clusterrole:string dry-run:optional(unchanged)=none \
            field-manager:string=kubectl-create group:array o,output:string role:string \
            save-config:bool serviceaccount:array user:array \
            validate:optional(strict)=strict %print
            """,
          body: CreateRolebindingCommand.run),
        Command(
          "secret",
          summary: "Make a secret of one of several types",
          usage: "create secret (docker-registry | generic | tls)",
          isGroup: true,
          children: [
            Command(
              "docker-registry",
              summary: "Make a secret that opens a container registry",
              usage:
                """
                create secret docker-registry NAME --docker-username=user \
                --docker-password=password --docker-email=email [--docker-server=string] \
                [--from-file=[key=]source] [--dry-run=server|client|none]
                """,
              flags:
                """
                append-hash:bool docker-email:string docker-password:string \
                docker-server:string=https://index.docker.io/v1/ docker-username:string \
                dry-run:optional(unchanged)=none field-manager:string=kubectl-create \
                from-file:list o,output:string save-config:bool \
                validate:optional(strict)=strict %print
                """,
              body: CreateSecretDockerRegistryCommand.run),
            Command(
              "generic",
              summary: "Make a secret from files or literal values",
              usage:
                """
                create secret generic NAME [--type=string] [--from-file=[key=]source] \
                [--from-literal=key1=value1] [--dry-run=server|client|none]
                """,
              flags:
                """
                append-hash:bool dry-run:optional(unchanged)=none \
                field-manager:string=kubectl-create from-env-file:list from-file:list \
                from-literal:array o,output:string save-config:bool type:string \
                validate:optional(strict)=strict %print
                """,
              body: CreateSecretGenericCommand.run),
            Command(
              "tls",
              summary: "Make a secret from a certificate and its key",
              usage:
                """
                create secret tls NAME --cert=path/to/cert/file --key=path/to/key/file \
                [--dry-run=server|client|none]
                """,
              flags:
                """
                append-hash:bool cert:string dry-run:optional(unchanged)=none \
                field-manager:string=kubectl-create key:string o,output:string \
                save-config:bool validate:optional(strict)=strict %print
                """,
              body: CreateSecretTlsCommand.run),
          ]),
        Command(
          "service", aliases: ["svc"],
          summary: "Make a service of one of several types",
          usage: "create service [flags]",
          isGroup: true,
          children: [
            Command(
              "clusterip",
              summary: "Make a service with an address of the cluster",
              usage:
                """
                create service clusterip NAME [--tcp=<port>:<targetPort>] \
                [--dry-run=server|client|none]
                """,
              flags:
                """
                clusterip:string dry-run:optional(unchanged)=none \
                field-manager:string=kubectl-create o,output:string save-config:bool \
                tcp:list validate:optional(strict)=strict %print
                """,
              body: CreateServiceClusteripCommand.run),
            Command(
              "externalname",
              summary: "Make a service that stands for a DNS name",
              usage:
                """
                create service externalname NAME --external-name external.name \
                [--dry-run=server|client|none]
                """,
              flags:
                """
                dry-run:optional(unchanged)=none external-name:string* \
                field-manager:string=kubectl-create o,output:string save-config:bool \
                tcp:list validate:optional(strict)=strict %print
                """,
              body: CreateServiceExternalnameCommand.run),
            Command(
              "loadbalancer",
              summary: "Make a service with a load balancer",
              usage:
                """
                create service loadbalancer NAME [--tcp=port:targetPort] \
                [--dry-run=server|client|none]
                """,
              flags:
                """
                dry-run:optional(unchanged)=none field-manager:string=kubectl-create \
                o,output:string save-config:bool tcp:list validate:optional(strict)=strict \
                %print
                """,
              body: CreateServiceLoadbalancerCommand.run),
            Command(
              "nodeport",
              summary: "Make a service that every node opens a port for",
              usage:
                """
                create service nodeport NAME [--tcp=port:targetPort] \
                [--dry-run=server|client|none]
                """,
              flags:
                """
                dry-run:optional(unchanged)=none field-manager:string=kubectl-create \
                node-port:int32 o,output:string save-config:bool tcp:list \
                validate:optional(strict)=strict %print
                """,
              body: CreateServiceNodeportCommand.run),
          ]),
        Command(
          "serviceaccount", aliases: ["sa"],
          summary: "Make a service account",
          usage: "create serviceaccount NAME [--dry-run=server|client|none]",
          flags:
            """
            dry-run:optional(unchanged)=none field-manager:string=kubectl-create \
            o,output:string save-config:bool validate:optional(strict)=strict %print
            """,
          body: CreateServiceaccountCommand.run),
        Command(
          "token",
          summary: "Ask for a token of a service account",
          usage: "create token SERVICE_ACCOUNT_NAME",
          flags:
            """
            audience:array bound-object-kind:string bound-object-name:string \
            bound-object-uid:string duration:duration o,output:string %print
            """,
          completes: .names("serviceaccounts"),
          body: CreateTokenCommand.run),
      ]),
  ]
}
