using RunbookEngine.Simulation.Hosts;

namespace RunbookEngine.Simulation.Programs.Kubernetes;

/// <summary>What the engine's scripts around <c>kubeadm upgrade</c> do (<c>Handlers/Kubeadm/UpgradeScript.cs</c>): the note, the mending, and the lines for the engine.</summary>
internal static class KubeadmScripts
{
    private const int Stray = 73;
    private const int Missing = 74;

    /// <summary><c># runbook: kubeadm upgrade look</c>: <c>NOTE HOME</c>.</summary>
    public static async Task<int> LookAsync(KubernetesMachine machine, ProgramCall call)
    {
        var files = machine.Host.Files;
        await call.TakesAsync(TimeSpan.FromMilliseconds(200));
        if (machine.Kubeadm() is not { } version)
            return call.Fail(127, "sh: 1: kubeadm: not found");
        call.Say($"#kubeadm\t{version}");
        var note = files.Read(call.Arguments[0]);
        if (note is not null)
            call.Say("#begun");
        foreach (var component in KubernetesVersions.Components.Where(c => machine.ImageOf(c) is not null))
            call.Say($"#manifest\t{component}\t{machine.ImageOf(component)}");
        SayMissing(machine, call, note);
        SayStrays(machine, call);
        SayBackups(machine, call, note);
        return 0;
    }

    /// <summary><c># runbook: kubeadm upgrade act</c>: <c>NOTE HOME COMMAND…</c>.</summary>
    public static async Task<int> ActAsync(KubernetesMachine machine, ProgramCall call)
    {
        var (files, note) = (machine.Host.Files, call.Arguments[0]);
        if (machine.Kubeadm() is null)
            return 127;
        if (SayStrays(machine, call))
            return Stray;
        var waits = files.Exists(note) && files.Exists(KubernetesMachine.ManifestOf("kube-apiserver"));
        if (!files.Exists(note))
        {
            if (SayMissing(machine, call, null))
                return Missing;
            await NoteAsync(machine, call, note);
        }

        if (await MendAsync(machine, call, note) is not { } mended)
            return Missing;
        await AwaitApiAsync(machine, call, waits || mended);
        if (machine.IsControlPlane)
            call.Say("#control-plane");
        var status = await call.CallAsync(call.Arguments[2], call.Arguments[3..]);
        SayBackups(machine, call, files.Read(note));
        if (status == 0)
            files.Remove(note);
        else
            await MendAsync(machine, call, note);
        return status;
    }

    private static async Task NoteAsync(KubernetesMachine machine, ProgramCall call, string note)
    {
        var manifests = KubernetesVersions.Components.Where(c => machine.ImageOf(c) is not null).Select(static c => "manifest " + c);
        machine.Host.Files.Write(note + ".new", string.Join('\n', [.. manifests, .. Backups(machine), "end", ""]));
        await call.TakesAsync(TimeSpan.FromMilliseconds(50));
        machine.Host.Files.Move(note + ".new", note);
        await call.TakesAsync(TimeSpan.FromMilliseconds(50));
    }

    /// <summary>Copies back what is missing, from the newest backup that came since the note; whether it was what an API server needs, null: there is no backup.</summary>
    private static async Task<bool?> MendAsync(KubernetesMachine machine, ProgramCall call, string note)
    {
        var (files, isNeeded) = (machine.Host.Files, false);
        foreach (var component in MissingOf(machine, files.Read(note)))
        {
            if (NewBackups(machine, files.Read(note)).LastOrDefault(b => files.Exists($"{b}/{component}.yaml")) is not { } from)
            {
                call.Say($"#missing\t{component}");
                return null;
            }

            var part = $"{KubernetesMachine.Manifests}/.{component}.yaml.restoring";
            files.Write(part, files.Read($"{from}/{component}.yaml")!);
            await call.TakesAsync(TimeSpan.FromMilliseconds(50));
            files.Move(part, KubernetesMachine.ManifestOf(component));
            call.Say($"#restored\t{component}\t{from}");
            isNeeded |= component is "etcd" or "kube-apiserver";
        }

        return isNeeded;
    }

    private static async Task AwaitApiAsync(KubernetesMachine machine, ProgramCall call, bool waits)
    {
        for (var left = waits ? 150 : 0; left > 0 && !machine.HasApi; left--)
            await call.TakesAsync(TimeSpan.FromSeconds(2));
    }

    private static IEnumerable<string> MissingOf(KubernetesMachine machine, string? note) => KubernetesVersions.Components.Where(c => machine.ImageOf(c) is null
        && (note is not null ? note.Split('\n').Contains("manifest " + c) : machine.IsControlPlane && c != "etcd"));

    private static bool SayMissing(KubernetesMachine machine, ProgramCall call, string? note)
    {
        var missing = MissingOf(machine, note).ToArray();
        foreach (var component in missing)
            call.Say($"#missing\t{component}");
        return missing.Length > 0;
    }

    /// <summary>A second file with the manifest of a pod that has one.</summary>
    private static bool SayStrays(KubernetesMachine machine, ProgramCall call)
    {
        var strays = machine.Host.Files.Names(KubernetesMachine.Manifests).Where(n => !n.StartsWith('.') && KubernetesVersions.Components.Any(c => n != c + ".yaml" && PodOf(machine, n) == c)).ToArray();
        foreach (var stray in strays)
            call.Say($"#stray\t{stray}");
        return strays.Length > 0;
    }

    private static string? PodOf(KubernetesMachine machine, string file) => (machine.Host.Files.Read($"{KubernetesMachine.Manifests}/{file}") ?? "").Split('\n')
        .FirstOrDefault(static l => l.StartsWith("  name:", StringComparison.Ordinal))?["  name:".Length..].Trim();

    private static void SayBackups(KubernetesMachine machine, ProgramCall call, string? note)
    {
        foreach (var backup in NewBackups(machine, note))
            call.Say($"#backup\t{backup}");
    }

    private static IEnumerable<string> NewBackups(KubernetesMachine machine, string? note) => Backups(machine).Where(b => note?.Split('\n').Contains(b) != true);

    private static IEnumerable<string> Backups(KubernetesMachine machine) => machine.Host.Files.Names(KubernetesMachine.Home + "/tmp")
        .Where(static n => n.StartsWith("kubeadm-backup-manifests-", StringComparison.Ordinal)).Select(static n => $"{KubernetesMachine.Home}/tmp/{n}");
}
