using System.Collections.Immutable;
using RunbookEngine.Execution;
using RunbookEngine.Model;
using RunbookEngine.Tests.Etcd;

namespace RunbookEngine.Tests.Kubeadm;

/// <summary>
/// A node in a folder: real files, real shells, and a script in the place of kubeadm. What handlers say of <c>/etc/kubernetes</c>, <c>/var/lib/runbook</c> and <c>/run/runbook</c> means folders in it.
/// Keeps the promise that one label is started once for an attempt.
/// </summary>
internal sealed class FakeNode : ICommands, IDisposable
{
    private readonly Dictionary<string, CommandResult> _byLabel = [];

    public FakeNode(params string[] pods)
    {
        Directory.CreateDirectory(Manifests);
        Directory.CreateDirectory(Path.Combine(Folder, "bin"));
        Directory.CreateDirectory(Path.Combine(Home, "tmp"));
        foreach (var pod in pods)
            WriteManifest(pod, "v1.35.3");
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("runbook-node-").FullName;

    public string Home => Path.Combine(Folder, "etc-kubernetes");

    public string Manifests => Path.Combine(Home, "manifests");

    public string Notes => Path.Combine(Folder, "var-lib-runbook", "kubeadm");

    /// <summary>The names of what lies in the folder of manifests, hidden files included.</summary>
    public string[] Names => [.. Directory.GetFiles(Manifests).Select(static f => Path.GetFileName(f)).Order(StringComparer.Ordinal)];

    /// <summary>The calls of kubeadm that were to change something, one a line.</summary>
    public string[] Calls => File.Exists(Path.Combine(Folder, "calls")) ? File.ReadAllLines(Path.Combine(Folder, "calls")) : [];

    public List<Command> Executed { get; } = [];

    /// <summary>What the script in the place of kubeadm does; <c>$node</c> is the node's <c>/etc/kubernetes</c>.</summary>
    public FakeNode Kubeadm(string script, string version = "v1.36.4")
    {
        var path = Path.Combine(Folder, "bin", "kubeadm");
        File.WriteAllText(path, $"#!/bin/sh\nnode={Home}\nif [ \"$*\" = 'version -o short' ]; then echo {version}; exit; fi\necho \"$*\" >>{Folder}/calls\n{script}\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return this;
    }

    public string WriteManifest(string pod, string tag, string? file = null)
    {
        var path = Path.Combine(Manifests, file ?? pod + ".yaml");
        File.WriteAllText(path, $"""
            apiVersion: v1
            kind: Pod
            metadata:
              annotations:
                kubeadm.kubernetes.io/{pod}.advertise-address.endpoint: 10.0.0.11:6443
              creationTimestamp: null
              labels:
                component: {pod}
                tier: control-plane
              name: {pod}
              namespace: kube-system
            spec:
              containers:
              - command:
                - {pod}
                image: registry.k8s.io/{pod}:{tag}
                name: {pod}
            status: {"{}"}

            """);
        return path;
    }

    public string? TagOf(string pod)
    {
        var path = Path.Combine(Manifests, pod + ".yaml");
        return File.Exists(path) ? File.ReadAllLines(path).Single(static l => l.Contains("image:", StringComparison.Ordinal)).Split(':')[^1] : null;
    }

    /// <summary>A new attempt: labels may be used again.</summary>
    public FakeNode Again()
    {
        _byLabel.Clear();
        return this;
    }

    public ValueTask<string> GetBootIdAsync(CancellationToken cancellation) => new("boot-1");

    public async Task<CommandResult> ExecuteAsync(string label, Command command, CancellationToken cancellation)
    {
        if (_byLabel.TryGetValue(label, out var known))
            return known;
        Executed.Add(command);
        return _byLabel[label] = await QueryAsync(command, cancellation);
    }

    public async Task<CommandResult> QueryAsync(Command command, CancellationToken cancellation)
    {
        var environment = command.Environment.ToDictionary(static e => e.Key, static e => e.Value.ToString());
        environment["PATH"] = Path.Combine(Folder, "bin") + ":" + Environment.GetEnvironmentVariable("PATH");
        var input = command.StandardInput is Value.Secret secret ? secret.Reveal() : command.StandardInput?.ToString();
        var ended = await Programs.RunAsync("/usr/bin/env", command.Arguments.Select(Here), input, environment);
        return new(new CommandExit.Exited(ended.Status, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch), ended.Stdout, ended.Stderr);
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private string Here(string argument) => argument
        .Replace("/etc/kubernetes", Home, StringComparison.Ordinal)
        .Replace("/var/lib/runbook", Path.Combine(Folder, "var-lib-runbook"), StringComparison.Ordinal)
        .Replace("/var/lib/kubelet", Path.Combine(Folder, "var-lib-kubelet"), StringComparison.Ordinal)
        .Replace("/run/runbook", Path.Combine(Folder, "run-runbook"), StringComparison.Ordinal);
}
