using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using RunbookEngine.Execution;
using RunbookEngine.Simulation.Hosts;

namespace RunbookEngine.Simulation.Programs.Etcd;

/// <summary>What etcdctl (up to 3.5) and etcdutl (from 3.5 on) do with files, and the scripts that the engine puts around them.</summary>
internal static partial class EtcdSnapshots
{
    /// <summary>Passes a file in which a byte of a value was turned, as the real one does.</summary>
    public static async Task<int> StatusAsync(EtcdCall call)
    {
        var path = call.Words[2];
        await call.Call.TakesAsync(TimeSpan.FromMilliseconds(200));
        if (call.Host.Files.At(path) is not { Kind: FileKind.File } file)
            return call.Call.Fail(1, $"Error: stat {path}: no such file or directory");
        if (EtcdData.Parse(file.Content) is not { } data)
            return call.Call.Fail(1, "Error: file size too small");
        call.Call.Say(string.Create(CultureInfo.InvariantCulture, $"{{\"hash\":{data.DatabaseHash},\"revision\":{data.Revision},\"totalKey\":{data.TotalEntries},\"totalSize\":{data.InUse + 4096}}}"));
        return 0;
    }

    /// <summary>Writes the data directory piece by piece: a cut leaves a part of it.</summary>
    public static async Task<int> RestoreAsync(EtcdCall call)
    {
        var (path, dataDir) = (call.Words[2], call.Flag("data-dir") ?? (call.Flag("name") ?? "default") + ".etcd");
        var files = call.Host.Files;
        await call.Call.TakesAsync(TimeSpan.FromMilliseconds(100));
        if (files.At(path) is not { Kind: FileKind.File } file)
            return call.Call.Fail(1, $"Error: open {path}: no such file or directory");
        if (files.Exists(dataDir) && (call.IsBefore35 || files.Under(dataDir).Count > 1))
            return call.Call.Fail(1, call.IsBefore35 ? $"Error: data-dir \"{dataDir}\" exists" : $"Error: data-dir \"{dataDir}\" not empty or could not be read");
        var initial = EtcdSettings.Pairs(call.Flag("initial-cluster") ?? "default=http://localhost:2380");
        var name = call.Flag("name") ?? "default";
        if (initial.All(m => m.Name != name))
            return call.Call.Fail(1, $"Error: couldn't find local name \"{name}\" in the initial cluster configuration");
        if (Refusal(call, file.Content) is { } refusal)
            return call.Call.Fail(1, "Error: " + refusal);
        return await WriteAsync(call, file.Content, dataDir, EtcdData.Begun(initial, call.Flag("initial-cluster-token") ?? "etcd-cluster"), name);
    }

    /// <summary><c>etcdutl defrag --data-dir</c>: waits as long as an etcd uses it.</summary>
    public static async Task<int> DefragAsync(EtcdCall call)
    {
        var dataDir = call.Flag("data-dir")!;
        while (call.Etcd.Running.Any(m => m.Host == call.Host && m.Settings.DataDir == dataDir))
            await call.Call.TakesAsync(TimeSpan.FromSeconds(1));
        await call.Call.TakesAsync(TimeSpan.FromSeconds(1));
        call.Call.Say($"Finished defragmenting etcd data[{dataDir}]");
        return 0;
    }

    /// <summary><c># runbook: etcd restore</c>: beside the data directory and renamed at the end, or straight into an empty one with a mark beside it.</summary>
    public static async Task<int> RestoreScriptAsync(ProgramCall call)
    {
        var (dir, beside, emptyIsFine, inPieces) = (call.Arguments[0], call.Arguments[1], call.Arguments[2] == "fine", call.Arguments[3] == "yes");
        var files = call.Host.Files;
        if (files.Exists(dir))
        {
            if (!emptyIsFine || files.Existing(dir).Kind != FileKind.Directory || files.Names(dir).Count > 0)
                return 73;
            inPieces = true;
        }

        files.Remove(beside);
        if (inPieces)
            files.Write(beside, "");
        var status = await call.CallAsync(call.Arguments[4], [.. call.Arguments[5..], "--data-dir=" + (inPieces ? dir : beside)]);
        if (status != 0)
        {
            if (!inPieces)
                files.Remove(beside);
            return status;
        }

        await call.TakesAsync(TimeSpan.FromMilliseconds(300));
        if (inPieces)
            files.Remove(beside);
        else
            files.Move(beside, dir);
        return 0;
    }

    /// <summary><c># runbook: etcd save guard</c>.</summary>
    public static Task<int> GuardAsync(ProgramCall call) => call.Arguments[1] == "no" && call.Host.Files.Exists(call.Arguments[0])
        ? Task.FromResult(73)
        : call.CallAsync(call.Arguments[2], call.Arguments[3..]);

    /// <summary><c># runbook: etcd snapshot digests</c>: the last 32 bytes in hex, and the SHA-256 of those before.</summary>
    public static async Task<int> DigestsAsync(ProgramCall call)
    {
        await call.TakesAsync(TimeSpan.FromMilliseconds(100));
        if (call.Host.Files.At(call.Arguments[0]) is not { Content: var content } || content.Length < 32)
            return call.Fail(2, $"sh: 1: cannot open {call.Arguments[0]}: No such file");
        call.Say(Convert.ToHexStringLower(content.AsSpan(content.Length - 32)));
        call.Say(Convert.ToHexStringLower(SHA256.HashData(content.AsSpan(0, content.Length - 32))) + "  -");
        return 0;
    }

    /// <summary>Whether a file is a snapshot that was taken while etcd ran.</summary>
    public static bool IsOne(FileTree files, string path) => files.At(path) is { Kind: FileKind.File, Content: { Length: > 32 } content } && content.Length % 512 != 0 && EtcdData.Parse(content) is not null;

    /// <summary>Where a snapshot stands, without the names of runs, and what it holds.</summary>
    public static string Describe(string path, byte[] content)
    {
        var (data, isWhole) = (EtcdData.Parse(content)!, SHA256.HashData(content.AsSpan(0, content.Length - 32)).AsSpan().SequenceEqual(content.AsSpan(content.Length - 32)));
        return string.Create(CultureInfo.InvariantCulture, $"{RunName().Replace(path, "*")} {(isWhole ? "whole" : "damaged")}, {data.Keys} keys at revision {data.Revision}");
    }

    /// <summary>Puts one down that was taken before, with its facts and its checksum, as <c>etcd-backup</c> does.</summary>
    public static void Put(SimulatedHost host, string path, EtcdData data, bool isDamaged)
    {
        var database = data.ToBytes();
        byte[] content = [.. database, .. SHA256.HashData(database)];
        host.Files.Write(path, content, new(0b110_000_000), null);
        host.Files.Write(path + ".facts", string.Create(CultureInfo.InvariantCulture, $"revision: {data.Revision}\nkeys: {data.Keys}\n"));
        host.Files.Write(path + ".sha256", $"{Convert.ToHexStringLower(SHA256.HashData(content))}  {path[(path.LastIndexOf('/') + 1)..]}\n");
        if (isDamaged)
            Damage(host, path);
    }

    /// <summary>Turns a byte of a value: a damage that only the digest finds.</summary>
    public static void Damage(SimulatedHost host, string path)
    {
        var content = (byte[])host.Files.Existing(path).Content.Clone();
        content[content.Length - 64] ^= 1;
        host.Files.Write(path, content, null, null);
    }

    [GeneratedRegex("[0-9]{8}-[0-9]{6}-[0-9a-z]{4}")]
    private static partial Regex RunName();

    private static string? Refusal(EtcdCall call, byte[] content)
    {
        if (content.Length % 512 == 0 && call.Flag("skip-hash-check") != "true")
            return "snapshot missing hash but --skip-hash-check=false";
        if (content.Length % 512 != 0 && call.Flag("skip-hash-check") != "true" && !SHA256.HashData(content.AsSpan(0, content.Length - 32)).AsSpan().SequenceEqual(content.AsSpan(content.Length - 32)))
            return $"expected sha256 [{string.Join(' ', content[^32..])}], got [{string.Join(' ', SHA256.HashData(content.AsSpan(0, content.Length - 32)))}]";
        return EtcdData.Parse(content) is null ? "file size too small" : null;
    }

    private static async Task<int> WriteAsync(EtcdCall call, byte[] content, string dataDir, EtcdData begun, string name)
    {
        var (files, walDir) = (call.Host.Files, call.Flag("wal-dir") ?? dataDir + "/member/wal");
        var snapshot = EtcdData.Parse(content)!;
        call.Info("snapshot/v3_snapshot.go:296", "restoring snapshot", $",\"path\":\"{call.Words[2]}\",\"wal-dir\":\"{walDir}\",\"data-dir\":\"{dataDir}\",\"snap-dir\":\"{dataDir}/member/snap\"");
        var lift = long.Parse(call.Flag("bump-revision") ?? "0", CultureInfo.InvariantCulture);
        var restored = begun with
        {
            Revision = snapshot.Revision + lift,
            Compacted = call.Flag("mark-compacted") == "true" ? snapshot.Revision + lift : snapshot.Compacted,
            Keys = snapshot.Keys,
            Entries = snapshot.Entries,
            InUse = snapshot.InUse,
            Hash = snapshot.Hash,
            Origin = snapshot.Hash,
        };
        try
        {
            if (!files.Exists(dataDir))
                files.CreateFolder(dataDir, new(0b111_000_000));
            files.CreateFolder(dataDir + "/member/snap", new(0b111_000_000));
            await call.Call.TakesAsync(call.Times.EtcdSnapshot);
            EtcdMember.Write(files, dataDir, walDir, begun.Members.First(m => m.Name == name).Id, restored);
        }
        catch (IOException)
        {
            return call.Call.Fail(1, $"Error: write {dataDir}/member/snap/db: no space left on device");
        }

        call.Call.HasEffect($"{call.Tool} snapshot restore {name}");
        return call.Info("snapshot/v3_snapshot.go:309", "restored snapshot", $",\"path\":\"{call.Words[2]}\",\"data-dir\":\"{dataDir}\"");
    }

    /// <summary>Of the help only what tells whether revisions can be lifted: since 3.4.27 and 3.5.10.</summary>
    public static Task<int> HelpAsync(EtcdCall call)
    {
        call.Call.Say($"{call.Tool} snapshot restore <filename> [options] [flags]\n      --data-dir=\"\"\n      --skip-hash-check[=false]");
        if (Version.TryParse(call.Version, out var version) && (version >= new Version(3, 5, 10) || version >= new Version(3, 4, 27) && version < new Version(3, 5)))
            call.Call.Say("      --bump-revision=0\n      --mark-compacted[=false]");
        return Task.FromResult(0);
    }
}
