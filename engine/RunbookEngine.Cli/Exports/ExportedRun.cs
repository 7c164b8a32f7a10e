using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text.Json;
using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Cli.Exports;

/// <summary>A run as a file has it, every hash checked.</summary>
internal sealed class ExportedRun
{
    private static readonly JsonDocumentOptions s_reading = new() { MaxDepth = 1000 };

    private readonly string _file;
    private readonly List<StoredEvent> _events = [];
    private readonly List<NumberedRequest> _requests = [];
    private readonly HashSet<string> _outputs = [];
    private readonly List<(string Name, byte[] Data)> _chunks = [];
    private readonly Sha256 _seal = new();
    private ChainCheck? _check;
    private int _line;
    private bool _ended;

    private ExportedRun(string file) => _file = file;

    public RunId Run { get; private set; }

    public ImmutableArray<StoredEvent> Events => [.. _events];

    public ImmutableArray<NumberedRequest> Requests => [.. _requests];

    public RunState State { get; private set; } = RunState.Empty;

    /// <summary>The highest generation of a lease that it knows.</summary>
    public long Generation { get; private set; } = 1;

    /// <summary>Whether the file moves the run, rather than being a copy of it.</summary>
    public bool Moves => State.Moved is not null;

    /// <summary>Reads a file.</summary>
    /// <exception cref="UsageException">It is no export, or was changed or cut; the message names the line.</exception>
    public static ExportedRun Read(string path, string file)
    {
        var run = new ExportedRun(file);
        ReadOnlyMemory<byte> rest = File.ReadAllBytes(path);
        while (!rest.IsEmpty)
        {
            run._line++;
            var length = rest.Span.IndexOf((byte)'\n') + 1;
            if (length == 0)
                throw run.Wrong("it is cut off in the middle of the line");
            run.Take(rest[..length]);
            rest = rest[length..];
        }

        return run._ended ? run : throw run.Wrong("the last line is missing: the file was cut");
    }

    /// <summary>Writes its long outputs beside a store; those that are there already stay.</summary>
    public void WriteOutputs(string folder)
    {
        foreach (var chunks in _chunks.GroupBy(static c => c.Name))
        {
            var path = Path.Combine(folder, chunks.Key);
            if (File.Exists(path))
                continue;
            PrivateFolder.Create(Path.GetDirectoryName(path)!);
            using (var output = new FileStream(path + ".new", new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite }))
            {
                foreach (var (_, data) in chunks)
                    output.Write(data);
            }

            File.Move(path + ".new", path);
        }
    }

    /// <summary>The head of its events, which the export printed.</summary>
    public string Head => JournalChain.Text(_check!.Head);

    private void Take(ReadOnlyMemory<byte> line)
    {
        if (_ended)
            throw Wrong("something stands after the last line");
        try
        {
            using var json = JsonDocument.Parse(line, s_reading);
            Take(json.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw Wrong(_line == 1 ? "it is not the export of a run" : $"it was changed: {e.Message.TrimEnd('.')}");
        }

        _seal.Append(line.Span);
    }

    private void Take(JsonElement json)
    {
        if (_line == 1)
            Begin(json);
        else if (json.TryGetProperty("event", out var e))
            Event(e, json.GetProperty("hash").GetString() ?? "");
        else if (json.TryGetProperty("request", out _))
            _requests.Add(RequestJson.Read(json));
        else if (json.TryGetProperty("output", out var name))
            Output(name.GetString() ?? "", json.GetProperty("data").GetBytesFromBase64());
        else
            End(json);
    }

    private void Begin(JsonElement json)
    {
        var (version, run) = (json.GetProperty("apiVersion").GetString(), json.GetProperty("run").GetString() ?? "");
        if (version != ExportFormat.Version)
            throw new UsageException($"{_file} is a `{version}`, and this engine reads `{ExportFormat.Version}`", "name the file that `runbook export` wrote, or use a newer engine");
        if (!RunId.IsValid(run))
            throw Wrong("it does not name a run");
        Run = new(run);
        _check = new(Run);
    }

    private void Event(JsonElement json, string hash)
    {
        var body = JsonMarshal.GetRawUtf8Value(json).ToArray();
        var e = EventJson.Deserialize(body);
        var stored = new StoredEvent(_events.Count + 1, Convert.FromHexString(hash), body)
        {
            Step = (e as RunEvent.OfStep)?.Step.Value, AtMilliseconds = e.At.ToUnixTimeMilliseconds(),
        };
        if (_check!.Take(stored) is { } wrong)
            throw Wrong(wrong);
        if (StrangerEvents.Fault(e, Run) is { } fault)
            throw Wrong(fault);
        _events.Add(stored);
        _outputs.UnionWith(ExportFormat.OutputsOf(e));
        State = State.Apply(e);
        Generation = e is RunEvent.RunResumed resumed ? Math.Max(Generation, resumed.Generation) : Generation;
    }

    /// <summary>A name that no event knows, or that leads out of the run's own folder, is none that the engine wrote.</summary>
    private void Output(string name, byte[] data)
    {
        if (!_outputs.Contains(name) || name.Split('/') is not [var folder, { Length: > 0 } file] || folder != Run.Value || file == "..")
            throw Wrong($"no event names the output `{name}`");
        _chunks.Add((name, data));
    }

    private void End(JsonElement json)
    {
        Span<byte> seal = stackalloc byte[Sha256.Bytes];
        _seal.Finish(seal);
        if (json.GetProperty("events").GetInt64() != _events.Count || _events.Count == 0)
            throw Wrong($"the file has {_events.Count} events, and its last line says another number: some were cut");
        if (json.GetProperty("head").GetString() != JournalChain.Text(_check!.Head))
            throw Wrong("the head in its last line is not that of its events");
        if (json.GetProperty("seal").GetString() != Convert.ToHexStringLower(seal))
            throw Wrong($"the events are whole, but something beside them was changed: line 1, or one from {_events.Count + 2} on");
        _ended = true;
    }

    private UsageException Wrong(string what) =>
        new($"{_file}, line {_line}: {what}; nothing was imported", "export the run once more where it is: `runbook export RUN --out FILE`");
}
