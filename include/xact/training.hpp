#pragma once

/// Tools for training: initial weights, standardization, penalties, statistics and losses. xact.hpp does not include
/// this file, because inference does not need the tools and they take time to compile.

#include <xact/cross_entropy.hpp>
#include <xact/training/channel_records.hpp>
#include <xact/training/draw_slopes.hpp>
#include <xact/training/fill_random.hpp>
#include <xact/training/gain.hpp>
#include <xact/training/initialize.hpp>
#include <xact/training/moments.hpp>
#include <xact/training/normal_quantile.hpp>
#include <xact/training/observe.hpp>
#include <xact/training/penalty.hpp>
#include <xact/training/random.hpp>
#include <xact/training/records.hpp>
#include <xact/training/slopes.hpp>
#include <xact/training/standardize.hpp>
#include <xact/training/unit.hpp>
#include <xact/training/unit_statistics.hpp>
#include <xact/training/unit_terms.hpp>
