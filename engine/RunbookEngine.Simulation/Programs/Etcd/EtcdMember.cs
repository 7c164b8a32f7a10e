using System.Globalization;
using RunbookEngine.Execution;
using RunbookEngine.Simulation.Hosts;

namespace RunbookEngine.Simulation.Programs.Etcd;

/// <summary>
/// A process of etcd on a machine. What it holds stands in its data directory at every moment, so that a loss of power, a copy and a move find it there; a running one does not see that its directory was
/// moved away, as the real one goes on with its open files.
/// </summary>
internal sealed class EtcdMember
{
    public const string Removed = "the member has been permanently removed from the cluster";

    private static readonly Permissions s_private = new(0b111_000_000);
    private static readonly Permissions s_file = new(0b110_000_000);

    private readonly SimulatedEtcd _etcd;
    private readonly int _boots;
    private EtcdData? _data;

    public EtcdMember(SimulatedEtcd etcd, SimulatedHost host, EtcdSettings settings, string version)
    {
        (_etcd, Host, Settings, Version, _boots) = (etcd, host, settings, version, host.Boots);
        StartedAt = host.World.Time.GetUtcNow();
    }

    public SimulatedHost Host { get; }

    public EtcdSettings Settings { get; }

    public string Version { get; }

    public DateTimeOffset StartedAt { get; }

    public ulong Id { get; private set; }

    /// <summary>Bytes of the database's file; more than are in use until it is defragmented.</summary>
    public long Size { get; private set; }

    /// <summary>Its last words when it ended by itself.</summary>
    public string? LastWords { get; private set; }

    public bool HasEnded { get; private set; }

    /// <summary>Whether the process is there.</summary>
    public bool IsRunning => !HasEnded && Host.IsOn && Host.Boots == _boots;

    /// <summary>Whether it answers clients.</summary>
    public bool IsServing => IsRunning && _data is not null;

    /// <summary>Whether it has come after the others once.</summary>
    public bool IsInSync { get; set; }

    /// <summary>What it holds, in memory and on disk. On a full disk the file stays as it was; etcd itself would end.</summary>
    public EtcdData Data
    {
        get => _data ?? throw new InvalidOperationException("it does not serve");
        set
        {
            _data = value;
            Size = Math.Max(Size, value.InUse);
            Keep();
        }
    }

    /// <summary>Whether it still gets what was there before it came.</summary>
    public bool IsCatchingUp { get; private set; }

    public EtcdPeer? Self => Data.Find(Id);

    public bool IsAt(ulong cluster) => IsServing && Data.ClusterId == cluster;

    /// <summary>Writes a data directory.</summary>
    public static void Write(FileTree files, string dataDir, string walDir, ulong id, EtcdData data, long size = 0)
    {
        if (!files.Exists(dataDir))
            files.CreateFolder(dataDir, s_private);
        var owner = files.Existing(dataDir).Owner;
        files.Write(dataDir + "/member/snap/db", data.ToBytes(size), s_file, owner);
        var log = walDir + "/0000000000000000-0000000000000000.wal";
        if (!files.Exists(log))
            files.Write(log, System.Text.Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"member {id} of {data.ClusterId}\n")), s_file, owner);
    }

    /// <summary>Gives its free pages back.</summary>
    public void Defragment()
    {
        Size = Data.InUse;
        Keep();
    }

    /// <summary>Ends it.</summary>
    /// <param name="words">Its last ones when it ends by itself.</param>
    /// <param name="status">Its exit status then.</param>
    public void End(string? words = null, int status = 1)
    {
        (HasEnded, LastWords) = (true, words);
        _etcd.Recount();
        if (words is not null)
            _etcd.Ended?.Invoke(this, status);
    }

    /// <summary>Serves at once, as one that has run for long.</summary>
    public void Settle(EtcdData data, long size)
    {
        Size = size;
        Id = data.Members.First(m => m.Name == Settings.Name).Id;
        Host.Files.CreateFolder(Settings.DataDir, s_private);
        Data = data with { Members = [.. data.Members.Select(m => m with { ClientUrls = m.Id == Id ? Settings.ClientUrls : m.ClientUrls })] };
        IsInSync = true;
    }

    /// <summary>Begins to serve, a second or so after its start; ends by itself when it cannot.</summary>
    public async Task<bool> BeginAsync()
    {
        await Task.Delay(TimeSpan.FromSeconds(1 + _etcd.World.Random.NextDouble()), _etcd.World.Time);
        if (!IsRunning)
            return false;
        if (Host.Files.At(Settings.DataDir + "/member/snap/db") is { } db)
            Open(db.Content);
        else if (Host.Files.IsFull)
            End($"failed to create WAL: {Settings.WalDir}: no space left on device");
        else if (Settings.JoinsExisting)
            await JoinAsync();
        else
            Found();
        return true;
    }

    private void Open(byte[] db)
    {
        var log = Host.Files.Read(Settings.WalDir + "/0000000000000000-0000000000000000.wal")?.Split(' ');
        if (EtcdData.Parse(db) is not { } data || log is not ["member", var id, ..])
        {
            End("panic: freepages: failed to get all reachable pages: the database is damaged");
            return;
        }

        (Id, Size) = (ulong.Parse(id, CultureInfo.InvariantCulture), EtcdData.SizeOf(db));
        if (data.Find(Id) is null || _etcd.Ahead(data.ClusterId) is { } ahead && ahead.Index > data.Index && ahead.Find(Id) is null)
            End(Removed, 0);
        else
            Serve(data);
    }

    /// <summary>A new cluster begins. One that others know already is not begun a second time.</summary>
    private void Found()
    {
        var data = EtcdData.Begun(Settings.InitialCluster, Settings.Token);
        var self = data.Members.FirstOrDefault(m => m.Name == Settings.Name && m.PeerUrls.SequenceEqual(Settings.PeerUrls));
        if (self is null)
        {
            End($"--initial-cluster has {Settings.Name}={string.Join(',', Settings.PeerUrls)} not in it");
        }
        else if (_etcd.Ahead(data.ClusterId)?.Find(self.Id) is { ClientUrls.IsEmpty: false })
        {
            End(string.Create(CultureInfo.InvariantCulture, $"member {self.Id:x} has already been bootstrapped"));
        }
        else
        {
            Id = self.Id;
            Serve(data);
        }
    }

    /// <summary>Joins a cluster that was told of it. Its members must be those that it was started with.</summary>
    private async Task JoinAsync()
    {
        var peers = Settings.InitialCluster;
        var known = _etcd.AheadOf(peers.Select(static p => p.PeerUrl).Except(Settings.PeerUrls));
        var self = known?.Members.FirstOrDefault(m => m.PeerUrls.SequenceEqual(Settings.PeerUrls));
        if (known is null)
            End("cannot fetch cluster info from peer urls: could not retrieve cluster information from the given URLs");
        else if (known.Members.Length != peers.Length || self is null)
            End("error validating peerURLs: member count is unequal");
        else
        {
            (Id, IsCatchingUp) = (self.Id, true);
            Serve(known with { Index = 0, Keys = 0, Entries = 0, Revision = 1, Hash = 0 });
            await CatchUpAsync(known);
        }
    }

    /// <summary>An empty member gets all that there is: 100 MB a second, and a few seconds for the connection.</summary>
    private async Task CatchUpAsync(EtcdData known)
    {
        await Task.Delay(TimeSpan.FromSeconds(3 + known.InUse / 1e8), _etcd.World.Time);
        IsCatchingUp = false;
        _etcd.Recount();
    }

    private void Keep()
    {
        if (IsRunning && !Host.Files.IsFull && Host.Files.Exists(Settings.DataDir))
            Write(Host.Files, Settings.DataDir, Settings.WalDir, Id, Data, Size);
    }

    private void Serve(EtcdData data)
    {
        Data = data;
        _etcd.Recount();
    }
}
