using RunbookEngine.Simulation.Hosts;

namespace RunbookEngine.Simulation.Programs.Kubernetes;

/// <summary>kubeadm of a machine, and the scripts of the engine that call it.</summary>
internal static class KubeadmPrograms
{
    /// <summary>Puts them on a machine. Which version answers is what its <see cref="KubernetesMachine.Kubeadm"/> says at that moment.</summary>
    public static void Install(KubernetesMachine machine)
    {
        var host = machine.Host;
        host.Install("kubeadm", call => machine.Kubeadm() is null ? Task.FromResult(call.Fail(127, "sh: 1: kubeadm: not found")) : RunAsync(machine, call));
        host.Install("kubeadm upgrade look", call => KubeadmScripts.LookAsync(machine, call));
        host.Install("kubeadm upgrade act", call => KubeadmScripts.ActAsync(machine, call));
        host.Install("kubeadm join", call => KubeadmJoin.ScriptAsync(machine, call));
        host.Install("kubeadm join look", call => KubeadmJoin.LookAsync(machine, call));
        host.Install("kubeadm reset look", call => KubeadmJoin.LeftAsync(machine, call));
        host.Install("kubeadm token create", call => KubeadmSmall.TokenAsync(machine, call));
    }

    private static async Task<int> RunAsync(KubernetesMachine machine, ProgramCall call)
    {
        await call.TakesAsync(TimeSpan.FromMilliseconds(100));
        if (call.Arguments.Contains("--help"))
            return Help(machine, call);
        var asJson = call.Arguments.Contains("json");
        return call.Arguments.AsSpan() switch
        {
            ["version", ..] => Version(machine, call),
            ["upgrade", "plan", ..] => await KubeadmPlan.RunAsync(machine, call, asJson),
            ["upgrade", "apply", _, ..] => await new KubeadmUpgrade(machine, call).ApplyAsync(),
            ["upgrade", "node", ..] => await new KubeadmUpgrade(machine, call).NodeAsync(),
            ["certs", "check-expiration", ..] => await KubeadmCertificates.TellAsync(machine, call, asJson),
            ["certs", "renew", _, ..] => await KubeadmCertificates.RenewAsync(machine, call),
            ["config", "images", "pull", ..] => await KubeadmSmall.PullImagesAsync(machine, call),
            ["join", ..] => await KubeadmJoin.JoinAsync(machine, call),
            ["reset", ..] => await KubeadmJoin.ResetAsync(machine, call),
            _ => call.Fail(1, $"error: unknown command \"{string.Join(' ', call.Arguments)}\" for \"kubeadm\"\nTo see the stack trace of this error execute with --v=5 or higher"),
        };
    }

    private static int Version(KubernetesMachine machine, ProgramCall call)
    {
        call.Say(machine.Kubeadm()!);
        return 0;
    }

    /// <summary>Of the help only what tells whether the verb speaks JSON: plans since 1.24, certificates since 1.30; the long name of the flag changed on the way.</summary>
    private static int Help(KubernetesMachine machine, ProgramCall call)
    {
        var minor = KubernetesVersions.Minor(machine.Kubeadm()!);
        var hasJson = call.Arguments[0] == "certs" ? minor >= 30 : minor >= 24;
        call.Say($"Usage:\n  kubeadm {string.Join(' ', call.Arguments.Take(2))} [flags]\n\nFlags:\n  -h, --help   help");
        if (hasJson)
            call.Say($"  -o, --{(minor < 33 && call.Arguments[0] == "upgrade" ? "experimental-output" : "output")} string   Output format. One of: text|json|yaml. (default \"text\")");
        return 0;
    }
}
