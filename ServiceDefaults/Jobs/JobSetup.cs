using HelpdeskMail.ServiceDefaults.Database;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using Quartz;

namespace HelpdeskMail.ServiceDefaults.Jobs;

/// <summary>Work by the clock: Quartz with its store in the service's own schema, clustered, so that each firing runs on one replica.</summary>
public static class JobSetup
{
    /// <summary>Adds the scheduler; call <see cref="DatabaseSetup.AddDatabase{TMarker}"/> first.</summary>
    /// <param name="builder">The service being built.</param>
    /// <param name="schema">The service's schema; the tables are <c>SCHEMA.qrtz_*</c>.</param>
    /// <param name="configure">Adds jobs and triggers.</param>
    public static IHostApplicationBuilder AddJobs(this IHostApplicationBuilder builder, string schema, Action<IQuartzBuilder> configure)
    {
        var prefix = $"\"{schema}\".qrtz_";
        builder.Services.AddSingleton(new JobSchema(prefix));
        builder.Services.AddHostedService<ProvisionJobSchema>();
        builder.Services.AddQuartz($"{schema}-jobs", quartz =>
        {
            quartz.UseDefaultThreadPool(4);
            quartz.UsePersistentStore(store =>
            {
                store.ConfigureStore(options => options.TablePrefix = prefix);
                store.UsePostgres(source => source.DataSourceFactory = services => services.GetRequiredService<NpgsqlDataSource>());
                store.UseSystemTextJsonSerializer(_ => { });
                store.UseClustering(cluster =>
                {
                    cluster.CheckinInterval = TimeSpan.FromSeconds(10);
                    cluster.CheckinMisfireThreshold = TimeSpan.FromSeconds(20);
                });
            });
            configure(quartz);
        });
        builder.Services.AddQuartzHostedService($"{schema}-jobs", options => options.WaitForJobsToComplete = true);
        return builder;
    }
}
