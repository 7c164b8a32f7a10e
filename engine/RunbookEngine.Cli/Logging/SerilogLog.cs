using System.Globalization;
using RunbookEngine.Cli.Text;
using RunbookEngine.Execution;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting.Compact;
using Serilog.Parsing;

namespace RunbookEngine.Cli.Logging;

/// <summary>The log in Serilog: compact JSON in files beside the store, and with <c>-v</c> on the standard error too.</summary>
internal sealed class SerilogLog : IDisposable
{
    private const long MostBytes = 5_000_000;
    private const int MostFiles = 4;

    private static readonly string[] s_place = ["run", "step"];

    /// <summary>The message is data: braces in it are no template.</summary>
    private static readonly MessageTemplate s_template = new MessageTemplateParser().Parse("{message:l}");

    private readonly Logger _logger;

    private SerilogLog(Logger logger) => _logger = logger;

    public static SerilogLog Open(CliSession session)
    {
        var configuration = new LoggerConfiguration().MinimumLevel.Debug();
        if (session.Settings.Verbose)
            configuration = configuration.WriteTo.Sink(new ConsoleSink(session.Console.Error));
        if (FileIn(session) is { } file)
        {
            configuration = configuration.WriteTo.File(
                new CompactJsonFormatter(), file, fileSizeLimitBytes: MostBytes, rollOnFileSizeLimit: true, retainedFileCountLimit: MostFiles, shared: true);
        }

        return new(configuration.CreateLogger());
    }

    public void Write(LateLog.Line line)
    {
        var properties = new List<LogEventProperty> { new("message", new ScalarValue(line.Message)) };
        if (line.Run is { } run)
            properties.Add(new("run", new ScalarValue(run.Value)));
        if (line.Step is { } step)
            properties.Add(new("step", new ScalarValue(step.Value)));
        if (line.Exception is { } exception)
            properties.Add(new("exception", new ScalarValue(Describe(exception))));
        _logger.Write(new LogEvent(line.At, LevelOf(line.Level), null, s_template, properties));
    }

    public void Dispose() => _logger.Dispose();

    /// <summary>
    /// Kinds and places. What an exception says is left out unless it is one that only tells of files and stores: others may quote what they stumbled
    /// over, and that may be a secret.
    /// </summary>
    private static string Describe(Exception exception)
    {
        var text = exception.GetType().FullName!;
        if (exception is IOException or UnauthorizedAccessException or StoreException)
            text += ": " + exception.Message;
        text += "\n" + exception.StackTrace;
        return exception.InnerException is { } inner ? $"{text}\n--> {Describe(inner)}" : text;
    }

    /// <summary>A command that only looks makes no folders: the file is written where there is a store.</summary>
    private static string? FileIn(CliSession session)
    {
        if (!session.Settings.KnowsStore || !File.Exists(session.Settings.Store))
            return null;
        var folder = Path.Combine(session.Beside, "log");
        PrivateFolder.Create(folder);
        return Path.Combine(folder, "engine.jsonl");
    }

    private static LogEventLevel LevelOf(LogLevel level) => level switch
    {
        LogLevel.Debug => LogEventLevel.Debug,
        LogLevel.Information => LogEventLevel.Information,
        LogLevel.Warning => LogEventLevel.Warning,
        _ => LogEventLevel.Error,
    };

    /// <summary>Serilog's own console sink writes to the process's console; this one writes to the session's, in this program's manner.</summary>
    private sealed class ConsoleSink(TextWriter output) : ILogEventSink
    {
        public void Emit(LogEvent logEvent)
        {
            var place = string.Join(' ', s_place.Where(logEvent.Properties.ContainsKey).Select(n => logEvent.Properties[n].ToString("l", CultureInfo.InvariantCulture)));
            var level = logEvent.Level.ToString().ToLowerInvariant();
            var exception = logEvent.Properties.TryGetValue("exception", out var told) ? "\n" + told.ToString("l", CultureInfo.InvariantCulture) : "";
            var text = TerminalText.Block(logEvent.RenderMessage(CultureInfo.InvariantCulture) + exception);
            output.WriteLine($"{Elapsed.TimeOfDay(logEvent.Timestamp)} {level}{(place.Length > 0 ? $" [{place}]" : "")} {text}");
        }
    }
}
