using System.Globalization;
using RunbookEngine.Execution;
using RunbookEngine.Ssh.Configuration;
using RunbookEngine.Ssh.Shells;

namespace RunbookEngine.Ssh.Connecting;

/// <summary>
/// The way to a host: connects when first needed, once for all who ask, and again when the connection is lost, for as long as the host's settings say.
/// </summary>
internal sealed class HostLink(string name, Func<HostSettings> settings, SshOptions options, Identities identities) : IDisposable
{
    private static readonly TimeSpan s_quiet = TimeSpan.FromSeconds(10);

    /// <summary>A connection that held so long was no part of the outage before it.</summary>
    private static readonly TimeSpan s_steady = TimeSpan.FromSeconds(30);

    private readonly Lazy<HostSettings> _host = new(settings);
    private readonly CancellationTokenSource _end = new();
    private readonly Lock _lock = new();
    private Task<Connection>? _current;
    private bool _wasConnected;

    /// <summary>The host's name.</summary>
    public string Name => name;

    /// <summary>The clock.</summary>
    public TimeProvider Clock => options.Clock;

    /// <summary>How it is reached.</summary>
    /// <exception cref="TargetLostException">That cannot be made out.</exception>
    public HostSettings Host => _host.Value;

    /// <summary>Whether there is a connection at this moment.</summary>
    public bool IsConnected
    {
        get
        {
            lock (_lock)
                return _current is { IsCompletedSuccessfully: true } && _current.Result.IsAlive;
        }
    }

    /// <summary>
    /// Does something over the connection, and again over the next one when it is lost meanwhile: so it must be harmless to do twice.
    /// </summary>
    /// <exception cref="TargetLostException">The host did not answer for the time that its settings give it.</exception>
    public async Task<T> UseAsync<T>(Func<Connection, Task<T>> work, CancellationToken cancellation)
    {
        Outage? outage = null;
        while (true)
        {
            var connection = await ConnectAsync(cancellation).ConfigureAwait(false);
            var began = options.Clock.GetTimestamp();
            try
            {
                return await work(connection).ConfigureAwait(false);
            }
            catch (ConnectionLostException e)
            {
                connection.GiveUp();
                if (outage is null || (options.Clock.GetElapsedTime(began) > s_steady && !e.IsSilence))
                    outage = new(Host, options);
                outage.Note(e);
                await outage.PauseAsync(cancellation).ConfigureAwait(false);
            }
        }
    }

    /// <summary>The connection, made if need be.</summary>
    public async Task<Connection> ConnectAsync(CancellationToken cancellation)
    {
        while (true)
        {
            Task<Connection> current;
            lock (_lock)
            {
                ObjectDisposedException.ThrowIf(_end.IsCancellationRequested, this);
                if (_current is null || _current.IsFaulted || _current.IsCanceled || (_current.IsCompletedSuccessfully && !_current.Result.IsAlive))
                    _current = Task.Run(MakeAsync);
                current = _current;
            }

            var connection = await current.WaitAsync(cancellation).ConfigureAwait(false);
            if (connection.IsAlive)
                return connection;
        }
    }

    /// <summary>Ends the connection, and any attempt to make one.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            if (_end.IsCancellationRequested)
                return;
            _end.Cancel();
            _ = _current?.ContinueWith(
                static t => { if (t.IsCompletedSuccessfully) t.Result.Dispose(); else _ = t.Exception; },
                CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    private async Task<Connection> MakeAsync()
    {
        Connector connector = new(Host, options, identities);
        Outage outage = new(Host, options);
        while (true)
        {
            try
            {
                var connection = await connector.ConnectAsync(_end.Token).ConfigureAwait(false);
                outage.Over();
                _wasConnected = true;
                return connection;
            }
            catch (ConnectionLostException e)
            {
                outage.Note(e);
            }
            catch (TargetLostException e) when (e.Code == "login-refused" && _wasConnected && outage.MayGoOn)
            {
                // A host that starts lets nobody in for a while.
                outage.Note(e);
            }

            await outage.PauseAsync(_end.Token).ConfigureAwait(false);
        }
    }

    /// <summary>The time since something stopped to work.</summary>
    private sealed class Outage(HostSettings host, SshOptions options)
    {
        private static readonly TimeSpan s_first = TimeSpan.FromMilliseconds(100);
        private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(5);
        private TimeSpan _pause = s_first;
        private readonly long _began = options.Clock.GetTimestamp();
        private TimeSpan _told;

        public bool MayGoOn => Elapsed < host.ReconnectTimeout;

        private TimeSpan Elapsed => options.Clock.GetElapsedTime(_began);

        /// <exception cref="TargetLostException">The time is up.</exception>
        public void Note(Exception e)
        {
            if (Elapsed >= host.ReconnectTimeout)
                throw new TargetLostException(
                    host.Name, "host-unreachable", string.Create(CultureInfo.InvariantCulture, $"{host.Name} did not answer for {Elapsed.TotalSeconds:0} s: {e.Message}"),
                    "see that the machine is up and its SSH server can be reached from here, then resume", e);
            if (Elapsed - _told >= s_quiet)
            {
                _told = Elapsed;
                options.Notice(host.Name, string.Create(CultureInfo.InvariantCulture, $"does not answer since {Elapsed.TotalSeconds:0} s ({e.Message}); trying again"));
            }
        }

        public void Over()
        {
            if (_told > TimeSpan.Zero)
                options.Notice(host.Name, string.Create(CultureInfo.InvariantCulture, $"answers again after {Elapsed.TotalSeconds:0} s"));
        }

        public Task PauseAsync(CancellationToken cancellation)
        {
            double jitter;
            lock (options.Random)
                jitter = 0.5 + options.Random.NextDouble();
            var pause = _pause * jitter;
            _pause = _pause * 2 > s_longest ? s_longest : _pause * 2;
            return Task.Delay(pause, options.Clock, cancellation);
        }
    }
}
