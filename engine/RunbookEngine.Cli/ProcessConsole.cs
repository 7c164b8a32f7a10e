using System.Runtime.InteropServices;
using System.Text;
using RunbookEngine.Cli.Text;
using RunbookEngine.Local.Processes;

namespace RunbookEngine.Cli;

/// <summary>The console of this process.</summary>
internal static class ProcessConsole
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    public static CliConsole Open()
    {
        StandardStreams.Fill();
        ForgivingStream output = new(Console.OpenStandardOutput());
        return Over(output) with { OutputFault = () => output.Fault };
    }

    private static CliConsole Over(Stream output) => new()
    {
        // System.Console's own reader and writers set up the terminal when they are first touched, which a start in a pipe should not pay for.
        In = new LateReader(),
        Out = Writer(output),
        Error = Writer(new ForgivingStream(Console.OpenStandardError())),
        IsInputTerminal = !Console.IsInputRedirected,
        IsOutputTerminal = !Console.IsOutputRedirected,
        IsErrorTerminal = !Console.IsErrorRedirected,
        Size = static () => (Math.Max(20, Console.WindowWidth), Math.Max(5, Console.WindowHeight)),
        ReadSecret = ReadSecret,
        ReadKey = static () => Console.IsInputRedirected ? null : Console.ReadKey(intercept: true),
        Environment = Environment.GetEnvironmentVariable,
        CurrentDirectory = CurrentDirectory(),
        AccountHome = static () => Environment.GetFolderPath(Environment.SpecialFolder.UserProfile),
        OnInterrupt = static callback => new Signals(callback),
        OnContinue = static callback => PosixSignalRegistration.Create(PosixSignal.SIGCONT, _ => callback()),
        Exit = Environment.Exit,
        Random = new Random(),
    };

    /// <summary>Empty where it was removed: only what needs one asks for it.</summary>
    private static string CurrentDirectory()
    {
        try
        {
            return Directory.GetCurrentDirectory();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private static TextWriter Writer(Stream stream) => TextWriter.Synchronized(new StreamWriter(stream, Utf8, 1024) { AutoFlush = true });

    private static string? ReadSecret()
    {
        if (Console.IsInputRedirected)
            return Console.In.ReadLine();
        var text = new StringBuilder();
        while (true)
        {
            var key = Console.ReadKey(intercept: true);
            if (key.Key == ConsoleKey.Enter)
                return text.ToString();
            if (key.KeyChar == '\u0004' && text.Length == 0)
                return null;
            if (key.Key == ConsoleKey.Backspace)
                text.Length = Math.Max(0, text.Length - 1);
            else if (key.KeyChar == '\u0015')
                text.Clear();
            else if (!char.IsControl(key.KeyChar))
                text.Append(key.KeyChar);
        }
    }

    /// <summary>Ctrl-C, a polite end, and a closed terminal are the same wish.</summary>
    private sealed class Signals : IDisposable
    {
        private readonly PosixSignalRegistration[] _registrations;

        public Signals(Action callback)
        {
            PosixSignal[] signals = [PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP];
            _registrations = Array.ConvertAll(signals, signal => PosixSignalRegistration.Create(signal, context =>
            {
                context.Cancel = true;
                callback();
            }));
        }

        public void Dispose()
        {
            foreach (var registration in _registrations)
                registration.Dispose();
        }
    }

    private sealed class LateReader : TextReader
    {
        public override int Peek() => Console.In.Peek();

        public override int Read() => Console.In.Read();

        public override string? ReadLine() => Console.In.ReadLine();
    }
}
