using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace HelpdeskMail.ServiceDefaults.Bus.Storage;

/// <summary>Unhealthy from the first statement of the bus that did not reach the database until the first that did; asks nothing itself.</summary>
internal sealed class BusDatabaseHealth(BusDatabase database) : IHealthCheck
{
    public const string Name = "bus-database";

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(database.AwayBecause is { } reason ? HealthCheckResult.Unhealthy(reason) : HealthCheckResult.Healthy());
}
