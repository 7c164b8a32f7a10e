using RunbookEngine.Simulation.Hosts;

namespace RunbookEngine.Simulation.Programs.Kubernetes;

/// <summary>Images, tokens, and the words of a check that failed.</summary>
internal static class KubeadmSmall
{
    /// <summary>Pulls what is not there yet.</summary>
    /// <returns>The first image that the registry does not have; null: all are there.</returns>
    public static async Task<string?> PullAsync(KubernetesMachine machine, ProgramCall call, string version, bool isTold = false)
    {
        foreach (var image in KubernetesVersions.Images(version))
        {
            if (machine.Images.Contains(image))
                await call.TakesAsync(TimeSpan.FromMilliseconds(200));
            else if (!machine.CanPull(image))
                return image;
            else
                await call.TakesAsync(TimeSpan.FromSeconds(6));
            machine.Images.Add(image);
            if (isTold)
                call.Say($"[config/images] Pulled {image}");
        }

        return null;
    }

    public static async Task<int> PullImagesAsync(KubernetesMachine machine, ProgramCall call)
    {
        var version = call.Arguments.FirstOrDefault(static a => a.StartsWith("--kubernetes-version=", StringComparison.Ordinal))?["--kubernetes-version=".Length..] ?? machine.Kubeadm()!;
        return await PullAsync(machine, call, version, isTold: true) is { } missing
            ? call.Fail(1, $"error: failed to pull image \"{missing}\": output: rpc error: code = NotFound desc = failed to pull and unpack image \"{missing}\": not found\nTo see the stack trace of this error execute with --v=5 or higher")
            : 0;
    }

    /// <summary>Checks are a phase, and its error is wrapped: the status is 1, not the 2 that kubeadm has for them.</summary>
    public static int Preflight(ProgramCall call, string phase, string check, string words) => call.Fail(
        1, $"{phase}: [preflight] Some fatal errors occurred:\n\t[ERROR {check}]: {words}\n[preflight] If you know what you are doing, you can make a check non-fatal with `--ignore-preflight-errors=...`\nTo see the stack trace of this error execute with --v=5 or higher");

    /// <summary><c># runbook: kubeadm token create</c>: <c>FILE KUBECONFIG COMMAND…</c>. The token is one in the file alone: no secret stands for it in the cluster, and every one that looks like one lets a machine join.</summary>
    public static async Task<int> TokenAsync(KubernetesMachine machine, ProgramCall call)
    {
        var (to, kubeconfig) = (call.Arguments[0], machine.Host.Files.Read(call.Arguments[1]) ?? "");
        if (!kubeconfig.Contains("server:", StringComparison.Ordinal))
            return 73;
        if (machine.Kubeadm() is null)
            return call.Fail(127, "sh: 1: kubeadm: not found");
        await call.TakesAsync(TimeSpan.FromSeconds(1));
        if (!machine.HasApi)
            return call.Fail(1, "error: timed out waiting for the condition");
        var random = machine.Host.World.Random;
        var id = new string([.. Enumerable.Range(0, 6).Select(_ => (char)('a' + random.Next(26)))]);
        try
        {
            machine.Host.Files.Write(to, System.Text.Encoding.UTF8.GetBytes($"apiVersion: v1\nkind: Config\nclusters:\n- name: cluster\n  cluster:\n    server: https://{machine.Address}:6443\n    certificate-authority-data: Q0EK\nusers:\n- name: joining\n  user:\n    token: {id}.0123456789abcdef\n"), new(0b110_000_000), null);
        }
        catch (IOException)
        {
            return call.Fail(2, $"sh: 1: cannot create {to}.new: No space left on device");
        }

        call.HasEffect("kubeadm token create");
        call.Say($"#token\t{id}");
        return 0;
    }
}
