using RunbookEngine.Cli.CommandLine;
using RunbookEngine.Cli.Logging;
using RunbookEngine.Cli.Pipelines;
using RunbookEngine.Cli.Text;
using RunbookEngine.Execution;
using RunbookEngine.Local;
using RunbookEngine.Model;
using RunbookEngine.Sqlite;

namespace RunbookEngine.Cli;

/// <summary>One command line being carried out: the console, the settings, and the store and log once they are needed.</summary>
internal sealed class CliSession : IAsyncDisposable
{
    private readonly LateLog _log;
    private SqliteRunStore? _store;
    private WorkflowWriter? _errors;

    public CliSession(CliConsole console)
    {
        Console = console;
        _log = new(this);
    }

    public CliConsole Console { get; private set; }

    public GlobalOptions Options { get; } = new();

    public GlobalSettings Settings { get; private set; } = GlobalSettings.Default;

    /// <summary>The output, where GitHub's runner reads it; null elsewhere.</summary>
    public WorkflowWriter? Workflow { get; private set; }

    /// <summary>What other systems read of the run that is driven.</summary>
    public GivenFiles Files { get; set; } = GivenFiles.None;

    /// <summary>Whether a question would be seen and can be answered; never among results for a machine.</summary>
    public bool CanAsk => Console.CanAsk && Settings.Output == OutputFormat.Text;

    /// <summary>How wide results may be: as the terminal, or without a limit in a pipe.</summary>
    public int Columns => Console.IsOutputTerminal ? Console.Size().Columns : int.MaxValue;

    /// <summary>The engine's own log; opened with its first line.</summary>
    public IEngineLog Log => _log;

    /// <summary>The folder beside the store where what is too large for it is kept.</summary>
    public string Beside => Settings.Store + ".d";

    /// <summary>The journal, created when there is none.</summary>
    public IRunStore Store => _store ??= OpenStore();

    /// <summary>Whether the store is a copy of the one that it was, or a backup that was put back.</summary>
    public bool IsCopiedStore => (_store ??= OpenStore()).Identity is { } known && known != LocalMachine.IdentityOf(Settings.Store);

    /// <summary>Lets a store that never said which file it is say so, before anything is done in it.</summary>
    public void KnowStore()
    {
        if ((_store ??= OpenStore()).Identity is null)
            AdoptStore();
    }

    /// <summary>The file is the store from now on.</summary>
    public void AdoptStore() => (_store ??= OpenStore()).Identify(LocalMachine.IdentityOf(Settings.Store) ?? "");

    /// <summary>Whether there is a journal.</summary>
    /// <exception cref="StoreException">That cannot be told: nobody may take it for none.</exception>
    public bool HasStore
    {
        get
        {
            try
            {
                return !File.GetAttributes(Settings.Store).HasFlag(FileAttributes.Directory) || Directory.Exists(Settings.Store);
            }
            catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
            {
                return false;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new StoreException($"the store {Settings.Store} cannot be looked at: {e.Message}", "see that you may look into its folder, or name another file with --store", e);
            }
        }
    }

    /// <summary>The journal for commands that look at runs.</summary>
    /// <exception cref="UsageException">There is no journal yet.</exception>
    public IRunStore ExistingStore =>
        HasStore ? Store : throw new UsageException($"there is no store at {Settings.Store}, so no runs yet", "`runbook run FILE` starts one; `--store PATH` names another store");

    /// <summary>A further connection to the journal, for whoever works beside the one who drives a run.</summary>
    public SqliteRunStore OpenStore() => SqliteRunStore.Open(Settings.Store, Console.Clock);

    /// <summary>A command line as a person can type it here and now.</summary>
    public string CommandLine(string command, RunId? run = null, string? rest = null)
    {
        var words = new[] { "runbook", command, run?.Value, rest, Settings.StoreOption is { } store ? $"--store {ShellWord.Of(store)}" : null };
        return string.Join(' ', words.Where(static w => w is { Length: > 0 }));
    }

    /// <summary>Tells of something that went wrong beside the work and does not stop it.</summary>
    public void Warn(string what) => Console.Error.WriteLine($"{Settings.ErrorInk.Warn("warning:")} {what}");

    /// <summary>Takes what was said with the command.</summary>
    public void Take(GlobalSettings settings)
    {
        Settings = settings;
        if (!settings.IsInWorkflow)
            return;
        Workflow = new(Console.Out, settings.Json);
        _errors = new(Console.Error, isJson: false);
        Console = Console with { Out = Workflow, Error = _errors };
    }

    public async ValueTask DisposeAsync()
    {
        Workflow?.Finish();
        _errors?.Finish();
        if (_store is not null)
            await _store.DisposeAsync();
        _log.Dispose();
    }
}
