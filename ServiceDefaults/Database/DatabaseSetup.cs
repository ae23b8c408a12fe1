using Dapper;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace HelpdeskMail.ServiceDefaults.Database;

/// <summary>The one place where a service meets PostgreSQL.</summary>
public static class DatabaseSetup
{
    /// <summary>Name of the connection string that every service reads.</summary>
    public const string ConnectionName = "helpdesk";

    /// <summary>
    /// Adds a pooled <see cref="NpgsqlDataSource"/> whose search path is the service's own schema, brings that schema up to date before anything is served,
    /// and adds a health check.
    /// </summary>
    /// <typeparam name="TMarker">A type of the service; the scripts <c>Migrations/NNN-name.sql</c> embedded in its assembly are applied in order.</typeparam>
    /// <param name="builder">The service being built.</param>
    /// <param name="schema">Name of the schema: lower-case letters and underscores.</param>
    /// <param name="prepared">
    /// Statements a connection that the server keeps parsed, and planned, once they have come a few times; 0 for none.
    /// </param>
    /// <param name="plannedAnew">Whether they are planned anew each time all the same: for a service some of whose statements are best done in different ways, depending on what is asked for.</param>
    /// <exception cref="InvalidOperationException">No connection string <c>helpdesk</c> is configured.</exception>
    public static IHostApplicationBuilder AddDatabase<TMarker>(this IHostApplicationBuilder builder, string schema, int prepared = 0, bool plannedAnew = false)
    {
        var configured = builder.Configuration.GetConnectionString(ConnectionName);
        if (string.IsNullOrWhiteSpace(configured))
        {
            throw new InvalidOperationException(
                "ConnectionStrings:helpdesk is not set. Start the whole stack with «dotnet run --project AppHost», or set ConnectionStrings__helpdesk, " +
                "for example «Host=localhost;Username=helpdesk;Password=…;Database=helpdesk».");
        }

        var settings = new NpgsqlConnectionStringBuilder(configured)
        {
            SearchPath = schema,
            ApplicationName = builder.Environment.ApplicationName,
        };
        settings.MaxPoolSize = Math.Min(settings.MaxPoolSize, 20);
        settings.ConnectionIdleLifetime = 60;
        settings.MaxAutoPrepare = prepared;
        // Nothing that a statement sets outlives its transaction here, so a connection that goes back needs none of the seven statements that would undo it.
        settings.NoResetOnClose = true;
        // Mail is deleted from its server, and sent, on the strength of a commit: it waits for the disk whatever the server's default is.
        // Queries here are short and many: compiling one to machine code takes longer than any of them. And no disk that turns is expected below: reading a few
        // thousand rows by an index beats reading a million in order.
        settings.Options = $"{settings.Options} -c synchronous_commit=on -c jit=off -c random_page_cost=1.1{(plannedAnew ? " -c plan_cache_mode=force_custom_plan" : "")}".Trim();

        DefaultTypeMap.MatchNamesWithUnderscores = true;
        SqlMapper.AddTypeHandler(new UtcInstantHandler());
        builder.Services.AddSingleton(services =>
        {
            var source = new NpgsqlDataSourceBuilder(settings.ConnectionString);
            source.UseLoggerFactory(services.GetRequiredService<ILoggerFactory>());
            return source.Build();
        });
        builder.Services.AddSingleton(new MigrationSource(schema, typeof(TMarker).Assembly));
        builder.Services.AddSingleton<Migrator>();
        builder.Services.AddHostedService<MigrateAtStart>();
        builder.Services.AddHealthChecks().AddCheck<DatabaseHealthCheck>("database");
        return builder;
    }

    /// <summary>Hears what is told on a channel of PostgreSQL (<c>LISTEN</c>) for as long as the service runs, on one connection, also after the database was away.</summary>
    /// <param name="services">Those of the service being built.</param>
    /// <param name="channel">Name of the channel.</param>
    /// <param name="heard">Makes what is given the payload of each notification, and null each time listening begins, since what was told before is gone. It must not block.</param>
    public static IServiceCollection AddChannelListener(this IServiceCollection services, string channel, Func<IServiceProvider, Action<string?>> heard) =>
        services.AddSingleton<IHostedService>(provider => ActivatorUtilities.CreateInstance<ChannelListener>(provider, channel, heard(provider)));
}
