#include <SparseConv/io.hpp>
#include <SparseConv/job.hpp>
#include <algorithm>
#include <bytes_to_string.hpp>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <io/hdf5/linked_files.hpp>
#include <memory>
#include <vector>

#include "commands.hpp"
#include "commands/convolve_options.hpp"
#include "commands/files.hpp"
#include "commands/input.hpp"
#include "commands/job_files.hpp"
#include "commands/report.hpp"
#include "process/console.hpp"
#include "process/errors.hpp"
#include "process/memory.hpp"
#include "process/process.hpp"
#include "process/standard_output.hpp"

namespace SparseConv::cli {
namespace {

/// The jobs to be done. \throws CLI::ParseError if the arguments do not fit together
std::vector<JobFiles> jobs_of(const ConvolveArguments& arguments) {
  if (arguments.output_folder.empty()) {
    if (arguments.output.empty()) throw CLI::RequiredError("OUTPUT");
    if (!arguments.more_inputs.empty())
      throw CLI::ValidationError(
          "OUTPUT", "'" + arguments.more_inputs.front() +
                        "' is one argument too many, --output-folder is for several inputs");
    return {{arguments.input, arguments.output}};
  }
  std::vector<std::string> inputs{arguments.input};
  if (!arguments.output.empty()) inputs.push_back(arguments.output);
  inputs.insert(inputs.end(), arguments.more_inputs.begin(), arguments.more_inputs.end());
  try {
    return jobs_into_folder(inputs, arguments.output_folder);
  } catch (const Error& error) {
    throw CLI::ValidationError("--output-folder", error.what());
  }
}

/// Of several jobs, one that is complete would be done again in layout single, which keeps no
/// shards.
void check_resumable(const job::Job& job, std::size_t n_jobs) {
  if (n_jobs > 1 && job.resume && job.layout == job::Layout::single)
    throw CLI::ValidationError("--resume",
                               "with --output-folder needs --layout sharded, in which "
                               "the results that are complete are known");
}

/// Has freed memory kept or given back, as the memory limit allows.
void choose_keeping(const job::Job& job, const World& world) {
  constexpr std::int64_t plenty = std::int64_t{1} << 30;
  const std::int64_t limit = job::default_memory_limit(world.size_of_node());
  const bool keeps = !job.memory_limit && limit >= plenty;
  keeps ? keep_memory() : return_memory_early();
  if (world.first())
    print_detail("memory limit " + bytes_to_string(job.memory_limit.value_or(limit)) +
                 " for each process, what is freed is " +
                 (keeps ? "kept for the next slice" : "given back to the system at once"));
}

/// Adds the files in which an HDF5 file has parts of its batch.
void add_parts_of_input(const std::string& input, const ConvolveArguments& arguments,
                        std::vector<std::string>& files) {
  if (!io::hdf5::refers_to_others(io::split_path(input).file)) return;
  io::ReadOptions options;
  options.image_shape = arguments.job.image_shape;
  options.order = arguments.job.order;
  options.n_images = arguments.job.n_images;
  try {
    const io::BatchReader reader = open_batch(input, options, arguments.progress);
    for (const io::SourceFile& source : reader.sources()) files.push_back(source.path);
  } catch (const Error&) {  // its job will say what is wrong
  }
}

/// Refuses inputs that are not there, outputs that would replace an input or each other, and a
/// report that would replace any other file. A job that is alone looks itself at its input.
void check_files(const ConvolveArguments& arguments, const std::vector<JobFiles>& jobs) {
  std::vector<std::string> inputs, outputs;
  for (const JobFiles& files : jobs) {
    inputs.push_back(io::split_path(files.input).file);
    outputs.push_back(io::split_path(files.output).file);
  }
  if (jobs.size() > 1)  // before the first of them takes its time
    for (const std::string& input : inputs) static_cast<void>(io::source_file(input));
  const auto exists = [](const std::string& output) {
    std::error_code ignored;
    return std::filesystem::exists(output, ignored);
  };
  if (jobs.size() > 1 && std::any_of(outputs.begin(), outputs.end(), exists))
    for (const JobFiles& files : jobs) add_parts_of_input(files.input, arguments, inputs);
  refuse_overwriting(outputs, inputs);
  refuse_one_file_for_two(outputs);
  if (arguments.report.empty()) return;
  std::vector<std::string> others = inputs;
  others.insert(others.end(), outputs.begin(), outputs.end());
  for (const std::string& filter : arguments.filters)
    if (!names_a_filter(filter)) others.push_back(io::split_path(filter).file);
  refuse_overwriting({arguments.report}, others);
}

/// Throws Interrupted on the ranks at which a signal has arrived.
/// \param output of the job, if there are several
void throw_if_ended(const job::Outcome& outcome, const std::string& output) {
  if (outcome.complete || received_signal() == 0) return;
  throw Interrupted(
      received_signal(),
      outcome.kept ? "what is done is kept, the same command goes on from there"
      : output.empty()
          ? "nothing is kept, as it would be with --resume"
          : "of " + output + " nothing is kept, as it would be with --resume --layout sharded");
}

void write_report(const std::string& json, NewFile& report) {
  std::fputs(json.c_str(), report.stream());
  report.commit();
}

/// Reports on the jobs that are complete. What the others would have read is not known.
void report_in_spite_of_failure(const std::function<void()>& report_all, NewFile* report) {
  if (report != nullptr) report->keep_others();
  try {
    report_all();
  } catch (const std::exception& error) {
    print_warning(error.what());
  }
}

/// The job of every input, but for its files; collective.
job::Job common_job(const ConvolveArguments& arguments, const World& world) {
  job::Job job = arguments.job;
  world.agree([&] {
    for (const std::string& filter : arguments.filters)
      job.filters.push_back(job::filter_from_text(filter));
    job.overwrite = arguments.overwrite ? io::Overwrite::anything : io::Overwrite::results;
    if (!arguments.report.empty() && arguments.report != "-")
      job.written_beside = {arguments.report};
    choose_keeping(job, world);
  });
  return job;
}

/// Makes the folder of the outputs and opens the report; collective.
/// \return the report on the first rank, if there is to be one
std::unique_ptr<NewFile> prepare_files(const ConvolveArguments& arguments,
                                       const std::vector<JobFiles>& jobs, const World& world) {
  std::unique_ptr<NewFile> report;
  world.agree_on_first([&] {
    check_files(arguments, jobs);
    if (!arguments.output_folder.empty()) make_folder(arguments.output_folder);
    if (!arguments.report.empty())
      report = std::make_unique<NewFile>(arguments.report, report_kind, arguments.overwrite);
  });
  return report;
}

/// Does one job after another, and reports on each.
void run(const ConvolveArguments& arguments, const std::vector<JobFiles>& jobs,
         const World& world) {
  const bool several = !arguments.output_folder.empty();
  job::Job job = common_job(arguments, world);
  const std::unique_ptr<NewFile> report = prepare_files(arguments, jobs, world);
  std::vector<job::Outcome> outcomes;
  const auto report_all = [&] {
    if (report && world.first())
      write_report(several ? to_json(outcomes) : to_json(outcomes.back()), *report);
  };
  for (const JobFiles& files : jobs) {
    job.input = files.input;
    job.output = files.output;
    try {
      Console console(arguments.progress, job.input, world.first());
      const job::Outcome outcome = world.run(job, console);
      world.agree([&] { throw_if_ended(outcome, several ? job.output : ""); });
      outcomes.push_back(outcome);
    } catch (...) {
      if (!outcomes.empty()) report_in_spite_of_failure(report_all, report.get());
      throw;
    }
    world.agree_on_first([&] {
      if (!report || report->stream() != stdout)
        print_summary((several ? files.output + ": " : "") + summary(outcomes.back()));
      print_detail(details(outcomes.back()));
    });
  }
  world.agree(report_all);
}

}  // namespace

void add_convolve(CLI::App& program, Command& chosen) {
  auto* command = program.add_subcommand("convolve", "Convolve every image of a batch");
  const auto arguments = std::make_shared<ConvolveArguments>();
  add_convolve_options(*command, *arguments);
  command->callback([arguments, &chosen] {
    const auto jobs = jobs_of(*arguments);
    check_resumable(arguments->job, jobs.size());
    check_convolve_options(*arguments);
    chosen = [arguments, jobs](const World& world) { run(*arguments, jobs, world); };
  });
}

}  // namespace SparseConv::cli
